import { serve } from '../../../provider/framework/index.ts';
import { sampleProvider } from './sample-provider.ts';

serve(sampleProvider);
