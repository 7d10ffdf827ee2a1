import { serve } from '../../index.ts';
import { sampleProvider } from './sample-provider.ts';

serve(sampleProvider);
