import { serve } from '../../../provider/framework/index.ts';
import { peer } from './provider.ts';

// On our framework what ../go-peer is on terraform-plugin-framework, name by name.
serve(peer);
