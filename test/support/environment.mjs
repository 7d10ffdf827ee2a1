import { TestEnvironment } from 'jest-environment-node';
import { endMarked, MARK } from '../../tools/test/leftovers.ts';

const run = process.env[MARK] ?? 'direct';
let files = 0;

/** The environment of a test file. It ends the processes that the file leaves behind, for instance after a failure. */
export default class extends TestEnvironment {
  #mark = `${run}/${process.pid}/${++files}.`;

  /** @override */
  async setup() {
    await super.setup();
    // A child inherits the environment of the worker, or a copy of the tests' own. A worker runs one file at a time.
    process.env[MARK] = this.#mark;
    this.global.process.env[MARK] = this.#mark;
  }

  /** @override */
  async teardown() {
    endMarked(this.#mark);
    await super.teardown();
  }
}
