import { parentPort, workerData } from 'node:worker_threads';
import { StorageUnavailableError } from '../../storage.ts';
import { connect } from '../database.ts';
import { explain } from '../errors.ts';
import { accountChanges } from './account-changes.ts';
import type { ChangeName, Changes } from './changes.ts';
import { createGroupCommit, type Outcome } from './group-commit.ts';
import type { Asked, FromThread, Told, ToThread } from './messages.ts';
import { inventoryChanges, rememberedChanges, sessionChanges } from './other-changes.ts';
import { registrationChanges } from './registration-changes.ts';
import { createTrailWriter, trailChanges } from './trail-changes.ts';

// The thread that changes the database: it may wait for the disk while everybody else is served.

const port = parentPort;
const file: unknown = workerData;
if (port === null || typeof file !== 'string') throw new Error('This is a thread of the server, not a program.');

const open = () => {
  const database = connect(file);
  const addToTrail = createTrailWriter(database);
  const changes: Changes = {
    ...accountChanges(database, addToTrail),
    ...registrationChanges(database, addToTrail),
    ...inventoryChanges(database),
    ...sessionChanges(database),
    ...trailChanges(database),
    ...rememberedChanges(database),
  };
  return { database, changes, commit: createGroupCommit(database) };
};

let opened: ReturnType<typeof open> | undefined;
let queue: Asked[] = [];

/** What waits when a commit ends is the next group: the slower the disk, the more share a flush of it. */
const flush = (): void => {
  if (queue.length === 0) return;
  const asked = queue;
  queue = [];
  const told: FromThread = change(asked).map(tell);
  port.postMessage(told);
};

function change(asked: readonly Asked[]): readonly Outcome[] {
  try {
    opened ??= open();
    const { changes, commit } = opened;
    return commit(asked.map((one) => () => run(changes, one)));
  } catch (error) {
    return asked.map(() => ({ ok: false, error: explain(error) }));
  }
}

const run = <Name extends ChangeName>(changes: Changes, { name, input }: Asked<Name>) => changes[name](input);

function tell(outcome: Outcome): Told {
  if (outcome.ok) return outcome;
  const { error } = outcome;
  return {
    ok: false,
    unavailable: error instanceof StorageUnavailableError,
    error: error instanceof Error ? error : new Error(String(error)),
  };
}

port.on('message', (message: ToThread) => {
  if (message === 'end') {
    flush();
    opened?.database.close();
    port.close();
    return;
  }
  if (queue.length === 0) setImmediate(flush);
  queue.push(...message);
});
