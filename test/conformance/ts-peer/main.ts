import { peer } from './provider.ts';
import { serve } from '#framework';

// On our framework what ../go-peer is on terraform-plugin-framework, name by name.
serve(peer);
