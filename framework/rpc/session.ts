import type {
  Action,
  DataSource,
  Deferred,
  EphemeralResource,
  ListResource,
  Logger,
  Provider,
  Resource,
} from '../definition/index.ts';
import { ProviderError, type Schema } from '../schema/index.ts';
import { objectShape, sensitiveTexts, type Value } from '../values/index.ts';

/** What a provider keeps between the engine's calls. */
export interface Session {
  readonly provider: Provider;
  readonly log: Logger;
  /** Aborted by StopProvider, when the user interrupts. ConfigureProvider replaces it, for a provider under a debugger. */
  stop: AbortController;
  readonly resource: (typeName: string) => Resource;
  readonly dataSource: (typeName: string) => DataSource;
  readonly ephemeralResource: (typeName: string) => EphemeralResource;
  readonly listResource: (typeName: string) => ListResource;
  readonly action: (typeName: string) => Action;
  /** The result of the provider's `configure`; undefined before. */
  client: unknown;
  /** What the provider's `configure` returned in place of a client, to defer all changes. */
  deferred: Deferred | undefined;
}

export function createSession(provider: Provider, log: Logger): Session {
  const find =
    <T>(kind: string, all: readonly T[], typeOf: (one: T) => string) =>
    (typeName: string): T => {
      const found = all.find((one) => typeOf(one) === typeName);
      if (found) return found;
      throw new ProviderError({
        summary: `Unknown ${kind} ${typeName}`,
        detail: `The provider ${provider.name} ${provider.version} has: ${all.map(typeOf).join(', ') || 'none'}.`,
      });
    };
  return {
    provider,
    log,
    stop: new AbortController(),
    resource: find('resource', provider.resources, ({ type }) => type),
    dataSource: find('data source', provider.dataSources ?? [], ({ type }) => type),
    ephemeralResource: find('ephemeral resource', provider.ephemeralResources ?? [], ({ type }) => type),
    listResource: find('list resource', provider.listResources ?? [], ({ of }) => of.type),
    action: find('action', provider.actions ?? [], ({ type }) => type),
    client: undefined,
    deferred: undefined,
  };
}

/** The client, for calls that the engine makes only after ConfigureProvider. */
export function configuredClient({ client }: Session): unknown {
  if (client === undefined) throw new Error('the engine sent this call before it configured the provider');
  return client;
}

/** Masks sensitive values in the log. Call it with all decoded values before the provider sees them. */
export function maskSensitive(session: Session, schema: Schema, ...values: readonly Value[]): void {
  if (!session.log.enabled('error')) return;
  const secrets: string[] = [];
  for (const value of values) sensitiveTexts(objectShape(schema), value, (text) => secrets.push(text));
  session.log.mask(secrets);
}
