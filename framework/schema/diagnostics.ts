import type { Values } from '../values/value.ts';
import type { Path } from './path.ts';

/** What the engine shows to a person: a headline, an explanation, and the attribute whose line it prints. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly path?: Path;
}

export type Problem = Omit<Diagnostic, 'severity'>;

/** Collects warnings while a call runs. */
export type Warn = (problem: Problem) => void;

/** Thrown by a provider to end a call with errors that the engine shows. */
export class ProviderError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  /**
   * What stands now, when a create or update got part of the way. The engine saves it: after a create as *tainted*
   * (it is destroyed and made anew next time), after an update as it is. It may differ from what was planned, which the
   * engine allows beside an error alone. Without it a create leaves nothing in the state, and an update leaves the prior
   * state.
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
