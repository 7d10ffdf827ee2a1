import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { connect, connectToRead } from '../../../server/storage/sqlite/connection/database.ts';
import { watchWal } from '../../../server/storage/sqlite/reader/wal-watch.ts';
import { useFolder } from './databases.ts';

const folder = useFolder();
const megabyte = 1_000_000;
const limits = { maxWalBytes: 32 * megabyte, minSnapshotMs: 10_000 };

test('ends a slow snapshot when it makes the WAL grow, which is then reset', () => {
  const file = join(folder(), 'a.sqlite');
  const writer = connect(file);
  writer.exec('CREATE TABLE a (b)');
  const reader: DatabaseSync = connectToRead(file);
  reader.exec('BEGIN; SELECT count(*) FROM a');
  const watch = watchWal(file, limits);
  let isEnded = false;
  const stop = watch.addSnapshot(() => {
    isEnded = true;
    reader.exec('ROLLBACK');
  });
  const insert = writer.prepare('INSERT INTO a VALUES (zeroblob(1000000))');
  const walBytes = (): number => statSync(`${file}-wal`).size;
  const later = performance.now() + limits.minSnapshotMs;

  watch.check(later);
  expect(isEnded).toBe(false);
  for (let count = 0; count < 60; count++) insert.run();
  expect(walBytes()).toBeGreaterThan(60 * megabyte);
  // A snapshot that has just begun is left alone.
  watch.check(performance.now());
  expect(isEnded).toBe(false);
  watch.check(later);
  expect(isEnded).toBe(true);

  // The next commits copy the WAL into the database, and start it again.
  for (let count = 0; count < 2; count++) insert.run();
  expect(walBytes()).toBeLessThan(40 * megabyte);
  stop();
  reader.close();
  writer.close();
});
