import { peer } from './provider.ts';
import { serve } from '#framework';

// The same provider as ../go-peer, on our framework.
serve(peer);
