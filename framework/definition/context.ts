import type { Warn } from '../schema/diagnostics.ts';

/** What a log line may carry besides its words; values of sensitive attributes are masked wherever they stand. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes to the engine's log (TF_LOG, TF_LOG_PROVIDER); a level that is off costs nothing. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** These texts never appear in the log from now on. */
  mask(secrets: Iterable<string>): void;
  /** True when lines of this level are written: ask before costly preparation. */
  enabled(level: 'trace' | 'debug' | 'info' | 'warn' | 'error'): boolean;
}

/** Texts that a resource keeps beside its state, out of everybody's sight. Set to undefined, a key is gone. */
export interface PrivateState {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}

/** What every call of a provider is given. */
export interface Context {
  /** Aborted when the user interrupts, or when the engine gives the call up. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Adds a warning to the answer. Errors are thrown, as ProviderError. */
  readonly warn: Warn;
}

/** What a call of a configured provider is given: also the client that its `configure` made. */
export interface ClientContext<Client> extends Context {
  readonly client: Client;
}

/** The same for a call on one resource. */
export interface ResourceContext<Client> extends ClientContext<Client> {
  readonly private: PrivateState;
}
