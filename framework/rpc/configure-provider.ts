import type { ConfigureProvider_Request, ConfigureProvider_Response, StopProvider_Response } from '../gen/tfplugin6.ts';
import { shapeOf } from '../schema/schema.ts';
import { emptyValues } from '../values/value.ts';
import { decodeValues } from '../wire/dynamic-value.ts';
import { handleUnary, maskSensitive, type Call, type Session } from './session.ts';

export const configureProvider = <Client>(session: Session<Client>, request: ConfigureProvider_Request, call: Call) =>
  handleUnary<Client, ConfigureProvider_Response>(
    session,
    call,
    async (context) => {
      const { provider } = session;
      if (session.stop.signal.aborted) session.stop = new AbortController();
      const config = decodeValues(shapeOf(provider.schema), request.config) ?? emptyValues();
      maskSensitive(session, provider.schema, config);
      session.client = await provider.configure({ ...context, config, engineVersion: request.terraformVersion });
      return { diagnostics: [] };
    },
    () => ({}),
  );

/** The user interrupts: every call that waits for something hears of it by its signal. */
export function stopProvider<Client>(session: Session<Client>): Promise<StopProvider_Response> {
  session.log.info('the engine asks to stop');
  session.stop.abort(new Error('interrupted'));
  return Promise.resolve({ Error: '' });
}
