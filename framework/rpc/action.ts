import type {
  Diagnostic as DiagnosticMessage,
  InvokeAction_Event,
  InvokeAction_Request,
  PlanAction_Request,
  PlanAction_Response,
} from '../gen/tfplugin6.ts';
import { emptyValues, objectShape } from '../values/index.ts';
import { decodeValues, deferredMessage } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
import { createContext, errorMessages, handleUnary, type Rpc } from './handlers.ts';
import { configuredClient, maskSensitive, type Session } from './session.ts';

export const planAction = handleUnary<PlanAction_Request, PlanAction_Response>(
  async (session, request, context) => {
    const { action, config } = readAction(session, request);
    const { client } = session;
    const deferred = session.deferred ?? (await action.plan?.({ ...context, ...deferrable(request), client, config }));
    return { deferred: deferred && deferredMessage(deferred), diagnostics: [] };
  },
  (_, diagnostics) => ({ deferred: undefined, diagnostics }),
);

/** One event per message of the action, and a last one with all diagnostics. */
export const invokeAction: Rpc<InvokeAction_Request, AsyncGenerator<InvokeAction_Event>> = async function* (
  session,
  request,
  call,
) {
  const { context, takeWarnings } = createContext(session, call);
  let errors: DiagnosticMessage[] = [];
  try {
    const { action, config } = readAction(session, request);
    for await (const message of action.invoke({ ...context, client: configuredClient(session), config })) {
      yield { type: { $case: 'progress', value: { message } } };
    }
  } catch (error) {
    errors = errorMessages(session, error);
  }
  yield { type: { $case: 'completed', value: { diagnostics: [...takeWarnings(), ...errors] } } };
};

function readAction(session: Session, request: Pick<InvokeAction_Request, 'actionType' | 'config'>) {
  const action = session.action(request.actionType);
  const config = decodeValues(objectShape(action.schema), request.config) ?? emptyValues();
  maskSensitive(session, action.schema, config);
  return { action, config };
}
