import { parentPort, workerData } from 'node:worker_threads';
import { StorageUnavailableError } from '../../storage.ts';
import type { FromThread, Outcome, Told, ToThread } from './messages.ts';

/** What a thread does for the one that began it. */
export interface Service<Request, Result> {
  /** Does what was asked for. The outcomes, one a request and in their order, are told in the groups in which they come. */
  work(requests: readonly Request[]): Iterable<readonly Outcome<Result>[]>;
  close(): void;
}

/**
 * The program of a thread. What comes while it is at work is its next task, all of it: the longer it takes, the more is done
 * together.
 *
 * @param open given the database's file
 */
export function serve<Request, Result>(open: (file: string) => Service<Request, Result>): void {
  const port = parentPort;
  const file: unknown = workerData;
  if (port === null || typeof file !== 'string') throw new Error('This is a thread of the server, not a program.');
  const service = open(file);
  let queue: Request[] = [];

  const flush = (): void => {
    if (queue.length === 0) return;
    const requests = queue;
    queue = [];
    for (const outcomes of service.work(requests)) {
      const told: FromThread<Result> = outcomes.map(tell);
      port.postMessage(told);
    }
  };

  port.on('message', (message: ToThread<Request>) => {
    if (message === 'end') {
      flush();
      service.close();
      port.close();
      return;
    }
    if (queue.length === 0) setImmediate(flush);
    queue.push(message.request);
  });
}

function tell<Result>(outcome: Outcome<Result>): Told<Result> {
  if (outcome.ok) return outcome;
  const { error } = outcome;
  return {
    ok: false,
    unavailable: error instanceof StorageUnavailableError,
    error: error instanceof Error ? error : new Error(String(error)),
  };
}
