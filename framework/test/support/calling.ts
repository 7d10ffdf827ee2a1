import type { Problem } from '../../index.ts';
import { hclogLogger } from '../../plugin/logger.ts';
import { openPrivateState } from '../../wire/private-state.ts';

/** What every call is given, and the warnings that it has made. */
export function calling() {
  const warnings: Problem[] = [];
  return {
    signal: new AbortController().signal,
    log: hclogLogger('provider.test', undefined),
    warn: (problem: Problem) => void warnings.push(problem),
    private: openPrivateState(new Uint8Array()),
    warnings,
  };
}
