import type { Context, Logger } from '../definition/context.ts';
import type { AnyListResource } from '../definition/list-resource.ts';
import type { AnyProvider } from '../definition/provider.ts';
import type { AnyDataSource, AnyResource } from '../definition/resource.ts';
import type { Diagnostic as DiagnosticMessage } from '../gen/tfplugin6.ts';
import { ProviderError, type Diagnostic } from '../schema/diagnostics.ts';
import type { Schema } from '../schema/schema.ts';
import { shapeOf } from '../schema/schema.ts';
import { sensitiveTexts } from '../values/transform.ts';
import type { Value } from '../values/value.ts';
import { diagnosticMessage } from '../wire/diagnostics.ts';
import { MsgpackError } from '../wire/msgpack-reader.ts';

/** One call of the engine. */
export interface Call {
  /** Aborted when the engine gives the call up. */
  readonly signal: AbortSignal;
}

/** What one provider process knows between the engine's calls. */
export interface Session<Client> {
  readonly provider: AnyProvider<Client>;
  readonly log: Logger;
  /** Aborted by StopProvider: a user's interrupt. A provider that is debugged lives on, and gets another. */
  stop: AbortController;
  readonly resource: (typeName: string) => AnyResource<Client>;
  readonly dataSource: (typeName: string) => AnyDataSource<Client>;
  readonly listResource: (typeName: string) => AnyListResource<Client>;
  /** What `configure` returned; undefined before. */
  client: Client | undefined;
}

export function openSession<Client>(provider: AnyProvider<Client>, log: Logger): Session<Client> {
  const resources = new Map(provider.resources.map((resource) => [resource.type, resource]));
  const dataSources = new Map((provider.dataSources ?? []).map((dataSource) => [dataSource.type, dataSource]));
  const lists = new Map((provider.listResources ?? []).map((listing) => [listing.of.type, listing]));
  const find =
    <T>(map: ReadonlyMap<string, T>, kind: string) =>
    (typeName: string) => {
      const found = map.get(typeName);
      if (found) return found;
      throw new ProviderError({
        summary: `There is no ${kind} ${typeName}`,
        detail: `The provider ${provider.name} ${provider.version} has: ${[...map.keys()].join(', ') || 'none'}.`,
      });
    };
  return {
    provider,
    log,
    stop: new AbortController(),
    resource: find(resources, 'resource'),
    dataSource: find(dataSources, 'data source'),
    listResource: find(lists, 'list resource'),
    client: undefined,
  };
}

/** The client, in calls that the engine makes only after ConfigureProvider. */
export function configured<Client>(session: Session<Client>): Client {
  if (session.client === undefined) throw new Error('the engine called before it configured the provider');
  return session.client;
}

/** Keeps what is sensitive out of the log; call with all that was decoded before the provider sees it. */
export function maskSensitive<Client>(session: Session<Client>, schema: Schema, ...values: readonly Value[]): void {
  if (!session.log.enabled('error')) return;
  const secrets: string[] = [];
  for (const value of values) sensitiveTexts(shapeOf(schema), value, (text) => secrets.push(text));
  session.log.mask(secrets);
}

/**
 * Runs one call: gives it its context, gathers its warnings, and turns what it throws into diagnostics. `failed` makes
 * the rest of the answer when it threw. A mistake of the provider is an error with its stack in the log, never a crash.
 */
export async function handleUnary<Client, Response extends { diagnostics: DiagnosticMessage[] }>(
  session: Session<Client>,
  call: Call,
  work: (context: Context) => Promise<Response>,
  failed: () => Omit<Response, 'diagnostics'>,
): Promise<Response | (Omit<Response, 'diagnostics'> & { diagnostics: DiagnosticMessage[] })> {
  const { context, warnings } = contextOf(session, call);
  try {
    const response = await work(context);
    return { ...response, diagnostics: [...warnings(), ...response.diagnostics] };
  } catch (error) {
    return { ...failed(), diagnostics: [...warnings(), ...errorsOf(session, error)] };
  }
}

/**
 * The same for a call that is answered by a stream: warnings go out with the event that follows them. What is thrown
 * is the last event, made by `alone`, which also carries the warnings that nothing followed.
 */
export async function* handleStream<Client, Event extends { readonly diagnostic: readonly DiagnosticMessage[] }>(
  session: Session<Client>,
  call: Call,
  work: (context: Context) => AsyncIterable<Event>,
  alone: (diagnostics: DiagnosticMessage[]) => Event,
): AsyncGenerator<Event> {
  const { context, warnings } = contextOf(session, call);
  try {
    for await (const event of work(context)) {
      yield { ...event, diagnostic: [...warnings(), ...event.diagnostic] };
    }
  } catch (error) {
    yield alone([...warnings(), ...errorsOf(session, error)]);
    return;
  }
  const left = warnings();
  if (left.length > 0) yield alone(left);
}

/** What a call is given, and the warnings that it has made since they were last taken. */
function contextOf<Client>(session: Session<Client>, call: Call) {
  let warnings: DiagnosticMessage[] = [];
  const context: Context = {
    signal: AbortSignal.any([session.stop.signal, call.signal]),
    log: session.log,
    warn: (problem) => void warnings.push(diagnosticMessage({ severity: 'warning', ...problem })),
  };
  const taken = (): DiagnosticMessage[] => {
    const all = warnings;
    warnings = [];
    return all;
  };
  return { context, warnings: taken };
}

function errorsOf<Client>(session: Session<Client>, error: unknown): DiagnosticMessage[] {
  // One without a word would look like success.
  const told = error instanceof ProviderError && error.diagnostics.length > 0;
  return (told ? error.diagnostics : [unexpected(session, error)]).map(diagnosticMessage);
}

function unexpected<Client>(session: Session<Client>, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  session.log.error('unexpected error', { error: error instanceof Error ? (error.stack ?? message) : message });
  if (error instanceof MsgpackError) {
    const detail = `${message}.\n\nEither the engine speaks a newer protocol than the provider ${session.provider.name} ${session.provider.version}, or something between them is broken.`;
    return { severity: 'error', summary: 'The engine sent what cannot be read', detail };
  }
  return {
    severity: 'error',
    summary: `The provider ${session.provider.name} made a mistake`,
    detail: `${message}\n\nThis is a fault of the provider ${session.provider.name} ${session.provider.version}, not of your configuration. Please report it with a log (TF_LOG_PROVIDER=debug).`,
  };
}
