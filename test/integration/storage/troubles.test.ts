import { Client } from 'pg';
import { OutcomeUnknownError, StorageUnavailableError } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { useOpening, usePostgres } from './databases.ts';
import { addActor, all, deregister, macsOf, noon, register, sessionUntil } from './phones.ts';

const later = new Date(noon.getTime() + 60_000);

describe('a PostgreSQL that', () => {
  const postgres = usePostgres();
  const open = useOpening(() => postgres().createDatabase());

  /** A connection that holds a lock until released. */
  const holdLock = async (location: string, sql: string): Promise<Client> => {
    const client = new Client({ connectionString: location });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query(sql);
    return client;
  };

  /** Terminates the one connection that waits for a lock, so that it can no longer get it. */
  const loseWhoWaits = async (location: string): Promise<void> => {
    const waiting = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await postgres().sql(location, waiting)).length === 0);
  };

  test.each(['stop', 'crash'] as const)('restarts (%s) is used again and has lost nothing', async (how) => {
    const storage = await open();
    const daryna = await addActor(storage, 'daryna');
    const macs = Array.from({ length: 20 }, (_, index) => macOf(index));
    await Promise.all(macs.map((mac) => register(storage, daryna, [mac])));
    await postgres().restart(how);
    expect(await macsOf(storage, daryna)).toEqual(macs);
    expect(await register(storage, daryna, [macOf(20)])).toEqual(['registered']);
    await storage.ping();
  });

  test('is down fails changes without effect, and recovers when it is back', async () => {
    const storage = await open();
    const daryna = await addActor(storage, 'daryna');
    await register(storage, daryna, [macOf(1)]);
    await postgres().pause();
    try {
      for (const attempt of [
        () => register(storage, daryna, [macOf(2)]),
        () => deregister(storage, daryna, [macOf(1)]),
        () => storage.registrations.findForPhone(macOf(1)),
        () => all(storage.registrations.list(daryna.accountId, undefined)),
        () => storage.ping(),
      ]) {
        await expect(attempt()).rejects.toThrow(StorageUnavailableError);
      }
    } finally {
      await postgres().resume();
    }
    expect(await macsOf(storage, daryna)).toEqual([macOf(1)]);
  });

  test('removes a login while its session is created stores no session', async () => {
    const location = await postgres().createDatabase();
    const storage = await open(location);
    const { loginId } = await addActor(storage, 'daryna');
    const removing = await holdLock(location, 'DELETE FROM logins');
    const created = storage.sessions.create('late', sessionUntil(later, { loginId }));
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await postgres().sql(location, waiting)).length === 0);
    await removing.query('COMMIT');
    await removing.end();
    await expect(created).resolves.toBeUndefined();
    expect(await storage.sessions.find('late', noon)).toBeUndefined();
  });

  test('cannot be reached when opened is named by its address', async () => {
    const location = await postgres().createDatabase();
    const elsewhere = location.replace(/host=.*/, `host=${encodeURIComponent('/nowhere')}`);
    await expect(open(elsewhere)).rejects.toThrow('the PostgreSQL server at the socket in /nowhere cannot be reached');
    await expect(open('postgres://daryna:secret@127.0.0.1:1/gigaset')).rejects.toThrow(
      'the PostgreSQL server at 127.0.0.1:1 cannot be reached: connection refused',
    );
  });

  test('is lost during a change makes its outcome unknown', async () => {
    const location = await postgres().createDatabase();
    const storage = await open(location);
    const daryna = await addActor(storage, 'daryna');
    const lock = await holdLock(location, 'LOCK TABLE registrations IN ACCESS EXCLUSIVE MODE');
    const registering = register(storage, daryna, [macOf(1)]);
    const rejection = expect(registering).rejects.toThrow(OutcomeUnknownError);
    await loseWhoWaits(location);
    await rejection;
    await lock.end();
    expect(await macsOf(storage, daryna)).toEqual([]);
  });

  test('is lost before a change is complete fails it without effect', async () => {
    const location = await postgres().createDatabase();
    const storage = await open(location);
    const daryna = await addActor(storage, 'daryna');
    await register(storage, daryna, [macOf(1)]);
    const lock = await holdLock(location, 'LOCK TABLE registrations IN ACCESS EXCLUSIVE MODE');
    const rejection = expect(deregister(storage, daryna, [macOf(1)])).rejects.toThrow(StorageUnavailableError);
    await loseWhoWaits(location);
    await rejection;
    await lock.end();
    expect(await macsOf(storage, daryna)).toEqual([macOf(1)]);
  });

  test('makes a change wait too long for a lock reports a temporary problem', async () => {
    const location = await postgres().createDatabase();
    const storage = await open(`${location}&lock_timeout=100`);
    const daryna = await addActor(storage, 'daryna');
    const lock = await holdLock(location, 'LOCK TABLE registrations IN ACCESS EXCLUSIVE MODE');
    await expect(register(storage, daryna, [macOf(1)])).rejects.toThrow('a lock was not released in time');
    await lock.end();
    expect(await register(storage, daryna, [macOf(1)])).toEqual(['registered']);
  });

  test('accepts no more clients reports a temporary problem', async () => {
    const location = await postgres().createDatabase();
    const storage = await open(location);
    const daryna = await addActor(storage, 'daryna');
    // A concurrent listing needs a second connection, which is one too many.
    const name = new URL(location).pathname.slice(1);
    await postgres().sql(location, 'CREATE ROLE few LOGIN');
    await postgres().sql(
      location,
      `GRANT ALL ON ALL TABLES IN SCHEMA public TO few; GRANT ALL ON DATABASE ${name} TO few`,
    );
    await postgres().sql(location, 'ALTER ROLE few CONNECTION LIMIT 1');
    const limited = await open(location.replace('postgres@', 'few@'));
    await expect(all(limited.registrations.list(daryna.accountId, undefined))).rejects.toThrow(
      'the database server has too many clients',
    );
    await limited.ping();
  });

  test('processes two lists in opposite order answers both', async () => {
    const location = await postgres().createDatabase();
    const [one, other] = [await open(location), await open(location)];
    const daryna = await addActor(one, 'daryna');
    const macs = Array.from({ length: 300 }, (_, index) => macOf(index));
    const backwards = [...macs].reverse();
    for (let turn = 0; turn < 10; turn++) {
      const registered = await Promise.all([register(one, daryna, macs), register(other, daryna, backwards)]);
      expect(registered.flat().filter((outcome) => outcome === 'registered')).toHaveLength(macs.length);
      const gone = await Promise.all([deregister(one, daryna, backwards), deregister(other, daryna, macs)]);
      expect(gone.flat().filter((outcome) => outcome === 'deregistered')).toHaveLength(macs.length);
    }
    const [deadlocks] = await postgres().sql(
      location,
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(deadlocks).toEqual({ deadlocks: 0 });
  });
});
