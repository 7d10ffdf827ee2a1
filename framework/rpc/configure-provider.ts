import { Deferred } from '../definition/index.ts';
import type { ConfigureProvider_Request, ConfigureProvider_Response, StopProvider_Response } from '../gen/tfplugin6.ts';
import { emptyValues, objectShape } from '../values/index.ts';
import { decodeValues } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
import { handleUnary } from './handlers.ts';
import { maskSensitive, type Session } from './session.ts';

export const configureProvider = handleUnary<ConfigureProvider_Request, ConfigureProvider_Response>(
  async (session, request, context) => {
    const { provider } = session;
    if (session.stop.signal.aborted) session.stop = new AbortController();
    const config = decodeValues(objectShape(provider.schema), request.config) ?? emptyValues();
    maskSensitive(session, provider.schema, config);
    const engineVersion = request.terraformVersion;
    const configured = await provider.configure({ ...context, ...deferrable(request), config, engineVersion });
    session.deferred = configured instanceof Deferred ? configured : undefined;
    session.client = configured instanceof Deferred ? undefined : configured;
    return { diagnostics: [] };
  },
  (_, diagnostics) => ({ diagnostics }),
);

/** The user interrupts. Every running call learns of it by its signal. */
export function stopProvider(session: Session): Promise<StopProvider_Response> {
  session.log.info('the engine requests a stop');
  session.stop.abort(new Error('interrupted'));
  return Promise.resolve({ Error: '' });
}
