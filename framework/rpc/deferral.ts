import { Deferred, type Deferrable } from '../definition/index.ts';
import type { ClientCapabilities } from '../gen/tfplugin6.ts';

/** What a request offers to the provider: `defer` only if the engine can handle a deferred response. */
export const deferrable = (request: { readonly clientCapabilities: ClientCapabilities | undefined }): Deferrable => ({
  defer: request.clientCapabilities?.deferralAllowed === true ? (reason) => new Deferred(reason) : undefined,
});
