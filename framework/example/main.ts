import { serve } from '@gigaset-redirect/framework';
import { nullProvider } from './null-provider.ts';

serve(nullProvider);
