import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../columns.ts';
import { explain } from '../errors.ts';
import type { Outcome } from '../thread/messages.ts';

/**
 * Runs changes in one transaction, and so with one flush to the disk, which is what a change costs. Each has a savepoint:
 * one that throws takes back only its own work.
 *
 * @returns one outcome a change, in their order; by then they are durable
 */
export function createGroupCommit(
  database: DatabaseSync,
): (changes: readonly (() => Row)[]) => readonly Outcome<Row>[] {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const savepoint = database.prepare('SAVEPOINT change');
  const release = database.prepare('RELEASE change');
  const rollbackChange = database.prepare('ROLLBACK TO change');

  const runOne = (change: () => Row): Outcome<Row> => {
    savepoint.run();
    try {
      const row = change();
      release.run();
      return { ok: true, value: row };
    } catch (error) {
      // A full disk may have rolled back everything already: then nobody's work stands.
      if (!database.isTransaction) throw error;
      rollbackChange.run();
      release.run();
      return { ok: false, error: explain(error) };
    }
  };

  return (changes) => {
    let outcomes: readonly Outcome<Row>[] = [];
    try {
      begin.run();
      outcomes = changes.map(runOne);
      commit.run();
      return outcomes;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      const lost: Outcome<Row> = { ok: false, error: explain(error) };
      // Whose change had failed already keeps that answer.
      return changes.map((_, index) => (outcomes[index]?.ok === false ? outcomes[index] : lost));
    }
  };
}
