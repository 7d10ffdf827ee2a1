import { gigaset } from './provider.ts';
import { serve } from '#framework';

/**
 * Runs this process as the plugin `gigaset` until the engine stops it.
 *
 * @param args the plugin's own arguments, such as `--debug`; those of the process when omitted
 */
export function serveProvider(args?: readonly string[]): void {
  serve(gigaset, args);
}
