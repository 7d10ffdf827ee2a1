import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../model/rows.ts';
import { explain } from '../connection/errors.ts';
import type { RequestOutcome } from '../thread/serve.ts';

/**
 * Runs several changes in one transaction, which costs one flush to disk instead of one per change. Each change has a
 * savepoint, so that an error rolls back only its own work.
 *
 * @returns the outcome of each change, in order; the successful ones are durable
 */
export function createGroupCommit(
  database: DatabaseSync,
): (changes: readonly (() => Row)[]) => readonly RequestOutcome<Row>[] {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const savepoint = database.prepare('SAVEPOINT change');
  const release = database.prepare('RELEASE change');
  const rollbackChange = database.prepare('ROLLBACK TO change');

  const runOne = (change: () => Row): RequestOutcome<Row> => {
    savepoint.run();
    try {
      const row = change();
      release.run();
      return { ok: true, value: row };
    } catch (error) {
      // SQLite rolls back the whole transaction when the disk is full.
      if (!database.isTransaction) throw error;
      rollbackChange.run();
      release.run();
      return { ok: false, error: explain(error) };
    }
  };

  return (changes) => {
    let outcomes: readonly RequestOutcome<Row>[] = [];
    // A single change needs no savepoint: its error rolls back the transaction.
    const only = changes.length === 1 ? changes[0] : undefined;
    try {
      begin.run();
      outcomes = only === undefined ? changes.map(runOne) : [{ ok: true, value: only() }];
      commit.run();
      return outcomes;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      const failed: RequestOutcome<Row> = { ok: false, error: explain(error) };
      // A change that had failed on its own keeps its error.
      return changes.map((_, index) => (outcomes[index]?.ok === false ? outcomes[index] : failed));
    }
  };
}
