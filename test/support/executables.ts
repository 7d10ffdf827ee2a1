import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { work } from '../../tools/paths.ts';

/** Whether the tests run on the standalone executables instead of the bundles: `npm test -- --executables`. */
export const testsExecutables: boolean = (process.env['TEST_EXECUTABLES'] ?? '') !== '';

/** The paths of the standalone executables for this machine. */
export interface Executables {
  readonly provider: string;
  readonly commandLine: string;
}

/** @throws if the test runner has not built them */
export function executables(): Executables {
  try {
    const built: Executables = JSON.parse(readFileSync(join(work, 'executables.json'), 'utf8'));
    return built;
  } catch (cause) {
    throw new Error('The executables are not built yet. Run the tests by: npm test -- test/acceptance/executables', {
      cause,
    });
  }
}
