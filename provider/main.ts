import { serve } from './framework/index.ts';
import { gigaset } from './gigaset.ts';

// The executable that an engine starts.
serve(gigaset);
