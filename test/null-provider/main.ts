import { serve } from '../../provider/framework/index.ts';
import { nullProvider } from './null-provider.ts';

serve(nullProvider);
