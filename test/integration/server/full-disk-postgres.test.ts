import { macIdRange } from '../../support/phones.ts';
import { giveToPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { makeSmallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { callDocument, post } from './http.ts';
import { openLedger } from './ledger.ts';
import { listRows, nodePeer } from './peers.ts';

let postgres: TestPostgres | undefined;
let server: TestServer | undefined;
let disk: SmallDisk | undefined;
afterEach(async () => {
  await server?.stop();
  await postgres?.stop();
  await disk?.remove();
  postgres = server = disk = undefined;
});

const url = 'http://provider.example/';

const macsOf = async (of: TestServer): Promise<readonly string[]> =>
  (await listRows(nodePeer(of))).map(([mac = '']) => mac);

/** PostgreSQL's own check that each index matches its table; throws if one does not. */
const checkIndexes = (of: TestPostgres, database: string): Promise<unknown> =>
  of.sql(
    database,
    `CREATE EXTENSION IF NOT EXISTS amcheck;
     SELECT bt_index_check(indexrelid, true) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
     WHERE relnamespace = 'public'::regnamespace AND relpersistence = 'p'`,
  );

/** A database on a separate disk, and a way to fill that disk. */
async function placeOnSmallDisk(
  of: TestPostgres,
): Promise<{ readonly database: string; readonly fill: () => unknown; readonly makeRoom: () => unknown }> {
  disk = await makeSmallDisk(32);
  if (disk === undefined) {
    // This user may not mount a disk. Instead, the database refuses every new phone with the code of a full disk.
    const database = await of.createDatabase();
    return {
      database,
      fill: () =>
        of.sql(
          database,
          `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
           CREATE TRIGGER no_room BEFORE INSERT ON registrations EXECUTE FUNCTION no_room()`,
        ),
      makeRoom: () => of.sql(database, 'DROP FUNCTION no_room CASCADE'),
    };
  }
  const small = disk;
  giveToPostgres(small.folder);
  const main = await of.createDatabase();
  await of.sql(main, `CREATE TABLESPACE small LOCATION '${small.folder}'`);
  const database = await of.createDatabase('small');
  return { database, fill: () => small.fill(), makeRoom: () => small.makeRoom() };
}

test('a full PostgreSQL disk: 503, no partial change, recovery once there is space', async () => {
  postgres = await startPostgres();
  const { database, fill, makeRoom } = await placeOnSmallDisk(postgres);
  server = await startTestServer({ database });
  const peer = nodePeer(server);
  expect(await peer.call('registerDeviceList', macIdRange(500, 0, '7C2F85'), url, 'Before')).toMatchObject({
    value: { 0: true },
  });
  await fill();

  const values = macIdRange(500, 500, '7C2F85').map((macId) => `<value>${macId}</value>`);
  const array = `<array><data>${values.join('')}</data></array>`;
  const refused = await post(server, callDocument('autoprov.registerDeviceList', array, url, 'Full'));
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(refused.text).toBe('Nothing was changed: the disk of the database is full. Try again later.\n');
  await server.logged(/database unavailable/);

  // Requests that need no space are still answered.
  expect(await listRows(peer)).toHaveLength(500);
  expect(await peer.call('checkDevice', '7C2F85000000')).toMatchObject({ value: { 0: true } });
  expect(await peer.call('deregisterDevice', '7C2F85000000')).toMatchObject({ value: { 0: true } });

  await makeRoom();
  expect(await peer.call('registerDeviceList', macIdRange(500, 500, '7C2F85'), url, 'After')).toMatchObject({
    value: { 0: true },
  });
  expect(await listRows(peer)).toHaveLength(999);
  await checkIndexes(postgres, database);
});

test('PostgreSQL stopped by a full log disk: honest answers, and no acknowledged change lost', async () => {
  disk = await makeSmallDisk(32);
  postgres = await startPostgres(disk === undefined ? {} : { log: disk.folder });
  const database = await postgres.createDatabase();
  server = await startTestServer({ database });
  const ledger = openLedger();
  const crash = postgres;
  let count = 0;
  // The ledger would report a 500, a stack trace or a partial list as an error.
  await ledger.writeUntilTrouble(server, () => {
    if (++count !== 100) return;
    // Without a disk to mount, it is stopped in the same way for another reason.
    if (disk === undefined) void crash.pause('crash');
    else disk.fill();
  });
  expect(ledger.counts.acknowledged).toBeGreaterThanOrEqual(100);

  disk?.makeRoom();
  await postgres.restart('crash');
  ledger.settle(await macsOf(server));
  expect(await nodePeer(server).call('registerDeviceList', macIdRange(500, 0, '7C2F85'), url, 'After')).toMatchObject({
    value: { 0: true },
  });
  ledger.settle((await macsOf(server)).filter((mac) => !mac.startsWith('7C2F85')));
  await checkIndexes(postgres, database);
});
