import { appendFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withLock } from '../../../tools/lock.ts';

// Takes the lock, and writes down when it has it: `node lock-holder.ts LOCK LOG`.
const [lock = '', log = ''] = process.argv.slice(2);
await withLock(
  lock,
  async () => {
    appendFileSync(log, 'in\n');
    // Another process that held the lock as well would write in between.
    for (let turn = 0; turn < 2_000; turn++) await nextTurn();
    appendFileSync(log, 'out\n');
  },
  () => undefined,
);
