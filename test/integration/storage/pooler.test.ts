import { Client } from 'pg';
import { SetupError } from '../../../server/errors/index.ts';
import { StorageUnavailableError } from '../../../server/storage/index.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { startPgBouncer, type TestPgBouncer } from '../../support/pgbouncer.ts';
import { macOf } from '../../support/phones.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { useOpening, usePostgres } from './databases.ts';
import { addActor, macsOf, register } from './phones.ts';

/** Runs a query on a connection of another program. */
async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describeWithPeers(['pgbouncer'], 'behind PgBouncer in transaction mode', () => {
  const postgres = usePostgres();
  let pooler: TestPgBouncer;
  beforeEach(async () => {
    pooler = await startPgBouncer(await postgres().createDatabase());
  });
  afterEach(() => pooler.stop());
  const open = useOpening(async () => pooler.urlOf(await postgres().createDatabase()));

  test('200 registrations at once succeed and leave no settings or statements to other clients', async () => {
    const location = pooler.urlOf(await postgres().createDatabase());
    const storage = await open(location);
    const daryna = await addActor(storage, 'daryna');
    const macs = Array.from({ length: 200 }, (_, index) => macOf(index));
    await Promise.all(macs.map((mac) => register(storage, daryna, [mac])));
    expect(await macsOf(storage, daryna)).toEqual(macs);
    const left = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
                         (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`;
    for (let connection = 0; connection < 20; connection++) {
      expect(await query(location, left)).toEqual([{ statement: '0', lock: '0', prepared: 0 }]);
    }
  });

  test('a URL with a parameter that it refuses is an error that names the parameter', async () => {
    const location = `${pooler.urlOf(await postgres().createDatabase())}&statement_timeout=1000`;
    const refusal: unknown = await open(location).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SetupError);
    expect(refusal).toMatchObject({ message: expect.stringMatching(/pooler .*statement_timeout/) });
  });

  test('changes fail without effect while PostgreSQL is down, and work again when it is back', async () => {
    const storage = await open();
    const daryna = await addActor(storage, 'daryna');
    await postgres().pause();
    try {
      await expect(register(storage, daryna, [macOf(1)])).rejects.toThrow(StorageUnavailableError);
      await expect(storage.ping()).rejects.toThrow(StorageUnavailableError);
    } finally {
      await postgres().resume();
    }
    // PgBouncer waits for a while before it tries again (server_login_retry).
    await untilAvailable(() => storage.ping());
    expect(await register(storage, daryna, [macOf(1)])).toEqual(['registered']);
  });
});

async function untilAvailable(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
    }
  }
}

describe('a PostgreSQL with a certificate of a private authority', () => {
  const authority = makeCertificates();
  let server: TestPostgres;
  let location: string;
  beforeAll(async () => {
    server = await startPostgres({ tls: authority.issue('IP:127.0.0.1') });
    const url = new URL(await server.createDatabase());
    url.hostname = '127.0.0.1';
    url.searchParams.delete('host');
    url.searchParams.set('sslmode', 'require');
    location = url.href;
  });
  afterAll(async () => {
    await server.stop();
    authority.remove();
  });
  const open = useOpening(() => Promise.resolve(location));

  test('is refused by sslmode=require with the setting that would accept it', async () => {
    const refusal: unknown = await open().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SetupError);
    expect(refusal).toMatchObject({ message: expect.stringMatching(/certificate.*sslrootcert=/) });
  });

  test('is accepted with that setting', async () => {
    const storage = await open(`${location}&sslrootcert=${encodeURIComponent(authority.file)}`);
    await storage.ping();
  });
});
