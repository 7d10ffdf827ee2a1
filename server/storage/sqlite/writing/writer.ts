import type { Row } from '../../columns.ts';
import { OutcomeUnknownError } from '../../storage.ts';
import { createThread } from '../thread/thread.ts';
import type { Asked } from './changes.ts';

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

/** A writer with a thread of its own. */
export function createWriter(file: string): Writer {
  const lost = (cause: unknown): Error =>
    new OutcomeUnknownError('the thread that writes the database has ended', { cause });
  const thread = createThread<Asked, Row>({ program: './writer-thread', from: import.meta.url, file, lost });
  return { change: (asked) => thread.ask(asked), close: () => thread.close() };
}
