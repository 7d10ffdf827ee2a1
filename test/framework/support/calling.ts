import type { Problem } from '../../../provider/framework/index.ts';
import { hclogLogger } from '../../../provider/framework/plugin/logger.ts';
import { openPrivateState } from '../../../provider/framework/wire/private-state.ts';

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
