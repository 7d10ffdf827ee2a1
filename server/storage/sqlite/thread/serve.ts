import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StorageUnavailableError } from '../../model/storage.ts';
import type { FromThread, Reply, ToThread } from './thread.ts';

/** The result of a request in the thread that handled it. */
export type RequestOutcome<Result> =
  { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: unknown };

/** What a worker thread does. */
export interface Service<Request, Result> {
  /** Handles requests. Yields their outcomes in order, one per request; each group is sent as soon as it is yielded. */
  handle(requests: readonly Request[]): Iterable<readonly RequestOutcome<Result>[]>;
  close(): void;
}

/**
 * Runs a service in this worker thread. An idle thread handles a request at once. Requests that arrive while it is busy are
 * handled together afterwards, so batches grow with the load.
 *
 * @param open opens the service on a database file
 */
export function serve<Request, Result>(open: (file: string) => Service<Request, Result>): void {
  const port = parentPort;
  const file: unknown = workerData;
  if (port === null || typeof file !== 'string') throw new Error('This script runs only as a thread of the server.');
  const service = open(file);

  const handle = (requests: readonly Request[]): void => {
    for (const outcomes of service.handle(requests)) {
      const replies: FromThread<Result> = outcomes.map(replyOf);
      port.postMessage(replies);
    }
  };

  port.on('message', (first: ToThread<Request>) => {
    const requests: Request[] = [];
    let message: ToThread<Request> | undefined = first;
    // Taking the other messages here saves the turn of the event loop that would collect them.
    for (; message !== undefined && message !== 'end'; message = nextMessage<Request>(port)) {
      requests.push(message.request);
    }
    if (requests.length > 0) handle(requests);
    if (message === 'end') {
      service.close();
      port.close();
    }
  });
}

/** The next message that has arrived already, if there is one. */
function nextMessage<Request>(port: MessagePort): ToThread<Request> | undefined {
  const received: { readonly message: ToThread<Request> } | undefined = receiveMessageOnPort(port);
  return received?.message;
}

function replyOf<Result>(outcome: RequestOutcome<Result>): Reply<Result> {
  if (outcome.ok) return outcome;
  const { error } = outcome;
  return {
    ok: false,
    unavailable: error instanceof StorageUnavailableError,
    error: error instanceof Error ? error : new Error(String(error)),
  };
}
