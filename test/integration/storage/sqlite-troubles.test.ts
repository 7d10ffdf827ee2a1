import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openStorage, StorageUnavailableError } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { useFolder } from './databases.ts';
import { addActor, all, backupOf, register } from './phones.ts';

const folder = useFolder();

/** Overwrites a SQLite file except for the parts needed to open it. */
function damage(file: string): void {
  const handle = openSync(file, 'r+');
  const kept = 16 * 4096;
  writeSync(handle, Buffer.alloc(statSync(file).size - kept, 'x'), 0, undefined, kept);
  closeSync(handle);
}

test('every method reports a damaged file as such, without raw SQLite errors', async () => {
  const file = join(folder(), 'damaged.sqlite');
  const before = await openStorage(file);
  const daryna = await addActor(before, 'daryna');
  for (let list = 0; list < 10; list++) {
    const macs = Array.from({ length: 500 }, (_, index) => macOf(list * 500 + index));
    await register(before, daryna, macs);
  }
  await before.close();
  damage(file);

  const storage = await openStorage(file);
  const { registrations, auditLog } = storage;
  const { accountId } = daryna;
  for (const attempt of [
    () => all(registrations.list(accountId, undefined)),
    () => registrations.page(accountId, { sort: 'url', descending: true, offset: 0, limit: 10 }),
    () => registrations.mostUsed(accountId, 10),
    () => registrations.page(accountId, { sort: 'mac', descending: false, offset: 0, limit: 10, search: 'x' }),
    () => registrations.findForPhone(macOf(2500)),
    () => auditLog.list(accountId, { limit: 10 }),
    () => backupOf(storage),
    () => register(storage, daryna, [macOf(7000)]),
  ]) {
    const failed: unknown = await attempt().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(StorageUnavailableError);
    expect(failed).toMatchObject({ message: expect.stringMatching(/^the database file is damaged/) });
  }
  // The undamaged parts are still readable.
  expect(await storage.accounts.find('daryna')).toMatchObject({ name: 'daryna' });
  // Readiness notices the damage, at the latest when the check has ended.
  let problem: unknown;
  while (problem === undefined) {
    problem = await storage.ping().then(
      () => undefined,
      (error: unknown) => error,
    );
  }
  expect(problem).toMatchObject({ message: expect.stringMatching(/^the database file is damaged/) });
  await storage.close();
});
