import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestPostgres } from '../../support/postgres.ts';
import { type Random, randomFrom, SEED } from '../../support/random.ts';
import { runCommand, startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { listRows, nodePeer } from './peers.ts';

const KILLS = 10;

const account = { username: 'daryna', password: 'correct horse battery staple' };

/** Keeps six writers busy until `crash` happens at a random moment. */
async function writeThroughCrash(
  random: Random,
  ledger: Ledger,
  server: TestServer,
  crash: () => Promise<void>,
): Promise<void> {
  const enough = 1 + random.below(40);
  let count = 0;
  let crashed: Promise<void> | undefined;
  await ledger.writeUntilTrouble(server, () => {
    // At any moment of the pending requests, not only just after an answer.
    if (++count >= enough) crashed ??= wait(random.below(10)).then(crash);
  });
  if (crashed === undefined) throw new Error('There was trouble before the crash.');
  await crashed;
}

const macsOf = async (server: TestServer): Promise<readonly string[]> =>
  (await listRows(nodePeer(server))).map(([mac = '']) => mac);

onEachDatabase(({ kind, place, postgres }) => {
  let options: TestServerOptions & { readonly dataDir: string };
  const start = (port = 0): Promise<TestServer> => startTestServer({ ...options, port });
  beforeAll(async () => {
    options = { dataDir: mkdtempSync(join(tmpdir(), 'gigaset-crash-')), ...account, ...(await place()) };
    const location = [
      '--data',
      options.dataDir,
      ...(options.database === undefined ? [] : ['--database', options.database]),
    ];
    const add = ['account', 'add', account.username, '--password-stdin', ...location];
    expect(await runCommand(add, account.password)).toMatchObject({ code: 0 });
  });
  afterAll(() => rmSync(options.dataDir, { recursive: true, force: true }));

  test(`a server killed at ${KILLS} moments keeps exactly what it acknowledged (seed ${SEED})`, async () => {
    const random = randomFrom(SEED);
    const ledger = openLedger();
    let server = await start();
    const port = Number(new URL(server.url).port);
    for (let kill = 0; kill < KILLS; kill++) {
      await writeThroughCrash(random, ledger, server, () => server.kill());
      await isLeftAlone(postgres(), options.database);
      server = await start(port);
      ledger.settle(await macsOf(server));
    }
    expect(await server.stop()).toBe(0);
    expect(ledger.counts.acknowledged).toBeGreaterThan(5 * KILLS);
    // The kills did interrupt requests.
    expect(ledger.counts.open).toBeGreaterThan(KILLS);
    if (kind === 'SQLite') {
      const database = new DatabaseSync(join(options.dataDir, 'redirect.sqlite'), { readOnly: true });
      expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      database.close();
    }
    // So many starts take a while on a busy machine.
  }, 600_000);

  test('a registration survives a kill right after its answer', async () => {
    const server = await start();
    const url = 'http://provider.example/xml/%MACD.xml';
    expect(await nodePeer(server).call('registerDevice', '7C2F80820EC0-55DF', url, 'Daryna')).toEqual({
      value: [true, 'OK: password'],
    });
    await server.kill();
    const again = await start();
    const peer = nodePeer(again);
    // With the ID, which proves that the encrypted ID can still be read.
    expect(await peer.call('checkDevice', '7C2F80820EC0-55DF')).toMatchObject({
      value: [true, '7C2F80820EC0', 'Daryna', {}, url],
    });
    expect(await peer.call('deregisterDevice', '7C2F80820EC0-0000')).toEqual({
      value: [false, 'mac_invalid:7C2F80820EC0'],
    });
    expect(await peer.call('deregisterDevice', '7C2F80820EC0-55DF')).toEqual({ value: [true, 'OK'] });
    await again.stop();
  });

  if (kind === 'PostgreSQL') {
    test(`five crashes of PostgreSQL lose nothing, and the server recovers (seed ${SEED})`, async () => {
      const random = randomFrom(SEED);
      const ledger = openLedger();
      const server = await startTestServer({ ...(await place()), ...account });
      for (let crash = 0; crash < 5; crash++) {
        await writeThroughCrash(random, ledger, server, async () => postgres()?.pause('crash'));
        await postgres()?.resume();
        ledger.settle(await macsOf(server));
      }
      await server.logged(/"msg":"database (?:unavailable|connection lost)"/);
      expect(await server.stop()).toBe(0);
    });
  }
});

/** Waits until PostgreSQL has closed the killed server's connections, so that its transactions have ended either way. */
async function isLeftAlone(postgres: TestPostgres | undefined, database: string | undefined): Promise<void> {
  if (postgres === undefined || database === undefined) return;
  const others = `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
                  AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  const end = performance.now() + 60_000;
  while ((await postgres.sql(database, others)).length > 0) {
    if (performance.now() > end) throw new Error('PostgreSQL still serves connections of the killed server.');
  }
}
