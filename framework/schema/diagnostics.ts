import type { Path, Values } from '../values/index.ts';

/** What the engine shows to a person: a headline, an explanation, and the attribute whose line it prints. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly path?: Path;
}

export type Problem = Omit<Diagnostic, 'severity'>;

/** Adds a warning to the response of the current call. */
export type Warn = (problem: Problem) => void;

/** Thrown by a provider to end a call with errors that the engine shows. */
export class ProviderError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The actual state after a create or update that completed only in part. The engine saves it: after a create as
   * *tainted* (the resource is destroyed and created again next time), after an update as it is. It may differ from the
   * plan, which the engine allows beside an error alone. Without it, a failed create saves nothing and a failed update
   * keeps the prior state.
   */
  readonly state: Values | undefined;

  constructor(problems: Problem | readonly Problem[], options: { cause?: unknown; state?: Values } = {}) {
    const list = 'summary' in problems ? [problems] : problems;
    super(list.map(({ summary }) => summary).join('; '), { cause: options.cause });
    this.name = 'ProviderError';
    this.diagnostics = list.map((problem) => ({ severity: 'error', ...problem }));
    this.state = options.state;
  }
}
