import type { Warn } from '../schema/index.ts';

/** The fields of a log line. Values of sensitive attributes are masked in all of them. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Writes to the engine's log (TF_LOG, TF_LOG_PROVIDER). A level that is off costs nothing. */
export interface Logger extends Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>> {
  /** From now on these texts are masked in every log line. */
  mask(secrets: Iterable<string>): void;
  /** True when lines of this level are written. Check it before expensive preparation. */
  enabled(level: LogLevel): boolean;
}

/** Texts that a resource keeps beside its state and that no user sees. Setting undefined removes a key. */
export interface PrivateState {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}

/** What every call of a provider receives. */
export interface Context {
  /** Aborted when the user interrupts, or when the engine cancels the call. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Adds a warning to the response. Errors are thrown, as ProviderError. */
  readonly warn: Warn;
}

/** What a call of a configured provider receives: also the client that its `configure` returned. */
export interface ClientContext<Client> extends Context {
  readonly client: Client;
}

/** What a call on one resource receives. */
export interface ResourceContext<Client> extends ClientContext<Client> {
  readonly private: PrivateState;
}
