import { serve } from '../index.ts';
import { nullProvider } from './null-provider.ts';

serve(nullProvider);
