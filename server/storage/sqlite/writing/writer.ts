import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Row } from '../../columns.ts';
import { OutcomeUnknownError, StorageUnavailableError } from '../../storage.ts';
import type { Asked, FromThread, ToThread } from './messages.ts';

/** Changes the database. */
export interface Writer {
  /**
   * Makes a change, in a transaction of its own; resolves, with what it says in columns, when it is durable.
   *
   * @throws StorageUnavailableError nothing was changed
   * @throws OutcomeUnknownError the thread that was about to change it is gone
   */
  change(asked: Asked): Promise<Row>;
  /** Finishes what was asked for, and lets go of the database. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (row: Row) => void;
  readonly reject: (error: unknown) => void;
}

/** Beside this file, whether that is a source or a part of the bundle. */
const script = new URL(`./writer-thread${extname(import.meta.url)}`, import.meta.url);

/** A writer with a thread of its own, which begins with the first change: who only reads does without. */
export function createWriter(file: string): Writer {
  let thread: Worker | undefined;
  let waiting: Waiting[] = [];
  let asked: Asked[] = [];

  const start = (): Worker => {
    const started = new Worker(script, { workerData: file });
    started.on('message', (told: FromThread) => {
      const answered = waiting.splice(0, told.length);
      for (const [index, { resolve, reject }] of answered.entries()) {
        const answer = told[index];
        if (answer === undefined) reject(new Error('a change has no answer'));
        else if (answer.ok) resolve(answer.row);
        else reject(answer.unavailable ? unavailable(answer.error) : answer.error);
      }
      // Whoever waits keeps the process; a thread without work does not.
      if (waiting.length === 0) started.unref();
    });
    const lost = (cause: unknown): void => {
      if (thread !== started) return;
      thread = undefined;
      const left = waiting;
      [waiting, asked] = [[], []];
      const error = new OutcomeUnknownError('the thread that writes the database has ended', { cause });
      for (const { reject } of left) reject(error);
    };
    started.on('error', lost).on('exit', (code) => {
      lost(`exit code ${code}`);
    });
    return started;
  };

  /** What is asked for in one turn of the event loop goes over together. */
  const send = (): void => {
    if (asked.length === 0) return;
    const message: ToThread = asked;
    asked = [];
    thread ??= start();
    thread.ref();
    thread.postMessage(message);
  };

  return {
    change: (change) =>
      new Promise((resolve, reject) => {
        if (asked.length === 0) setImmediate(send);
        asked.push(change);
        waiting.push({ resolve, reject });
      }),
    close: async () => {
      send();
      if (thread === undefined) return;
      const message: ToThread = 'end';
      const ended = once(thread, 'exit');
      thread.ref();
      thread.postMessage(message);
      await ended;
    },
  };
}

function unavailable({ message, cause }: Error): StorageUnavailableError {
  return new StorageUnavailableError(message, { cause });
}
