import { gigaset } from './provider.ts';
import { serve } from '#framework';

// The executable that an engine starts.
serve(gigaset);
