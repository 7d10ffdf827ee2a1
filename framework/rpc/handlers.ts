import type { Context } from '../definition/index.ts';
import type { Diagnostic as DiagnosticMessage } from '../gen/tfplugin6.ts';
import type { CallOptions } from '../grpc/index.ts';
import { ProviderError, type Diagnostic } from '../schema/index.ts';
import { diagnosticMessage, MsgpackError } from '../wire/index.ts';
import type { Session } from './session.ts';

/** The implementation of one RPC. */
export type Rpc<Request, Response> = (session: Session, request: Request, call: CallOptions) => Response;

/**
 * A unary RPC. `work` handles the request; its warnings and the errors that it throws become diagnostics of the response.
 * `failed` makes the response beside errors. An unexpected error is a diagnostic with its stack in the log, never a crash.
 */
export const handleUnary =
  <Request, Response extends { readonly diagnostics: readonly DiagnosticMessage[] }>(
    work: (session: Session, request: Request, context: Context) => Response | Promise<Response>,
    failed: (request: Request, diagnostics: DiagnosticMessage[]) => Response,
  ): Rpc<Request, Promise<Response>> =>
  async (session, request, call) => {
    const { context, takeWarnings } = createContext(session, call);
    try {
      const response = await work(session, request, context);
      return { ...response, diagnostics: [...takeWarnings(), ...response.diagnostics] };
    } catch (error) {
      return failed(request, [...takeWarnings(), ...errorMessages(session, error)]);
    }
  };

/**
 * An RPC with a streaming response. Warnings go out with the next event. `diagnosticsOnly` makes the last event: from the
 * error that ended the stream, or from warnings that no event followed.
 */
export const handleStream = <Request, Event extends { readonly diagnostic: readonly DiagnosticMessage[] }>(
  work: (session: Session, request: Request, context: Context) => AsyncIterable<Event>,
  diagnosticsOnly: (diagnostics: DiagnosticMessage[]) => Event,
): Rpc<Request, AsyncGenerator<Event>> =>
  async function* (session, request, call) {
    const { context, takeWarnings } = createContext(session, call);
    try {
      for await (const event of work(session, request, context)) {
        yield { ...event, diagnostic: [...takeWarnings(), ...event.diagnostic] };
      }
    } catch (error) {
      yield diagnosticsOnly([...takeWarnings(), ...errorMessages(session, error)]);
      return;
    }
    const remaining = takeWarnings();
    if (remaining.length > 0) yield diagnosticsOnly(remaining);
  };

/** The context of a call, and a function that returns the warnings added since it was last called. */
export function createContext(session: Session, call: CallOptions) {
  let warnings: DiagnosticMessage[] = [];
  const context: Context = {
    signal: AbortSignal.any([session.stop.signal, call.signal]),
    log: session.log,
    warn: (problem) => void warnings.push(diagnosticMessage({ severity: 'warning', ...problem })),
  };
  const takeWarnings = (): DiagnosticMessage[] => {
    const taken = warnings;
    warnings = [];
    return taken;
  };
  return { context, takeWarnings };
}

/** The diagnostics of what a provider threw. */
export function errorMessages(session: Session, error: unknown): DiagnosticMessage[] {
  // Without a single diagnostic, the response would look like success.
  const explained = error instanceof ProviderError && error.diagnostics.length > 0;
  return (explained ? error.diagnostics : [unexpected(session, error)]).map(diagnosticMessage);
}

function unexpected({ provider: { name, version }, log }: Session, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  log.error('unexpected error', { error: error instanceof Error ? (error.stack ?? message) : message });
  if (error instanceof MsgpackError) {
    return {
      severity: 'error',
      summary: 'The engine sent a malformed message',
      detail: `${message}.\n\nEither the engine uses a newer protocol than the provider ${name} ${version}, or the connection between them is broken.`,
    };
  }
  return {
    severity: 'error',
    summary: `Unexpected error in the provider ${name}`,
    detail: `${message}\n\nThis is a bug in the provider ${name} ${version}, not in your configuration. Please report it with a log (TF_LOG_PROVIDER=debug).`,
  };
}
