import { join } from 'node:path';
import { openStorage } from '../../../server/storage/index.ts';
import { boot } from '../../support/phone-client.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from '../server/databases.ts';
import { register } from './serving.ts';

const macs = ['7C2F80820EC0', '7C2F80820EC1', '7C2F80820EC2', '7C2F80820EC3'] as const;
const [reception, kitchen, office, unknown] = macs;
const url = 'http://provider.example/%DVID/%MACD.xml';
/** The last redirected and the last refused request of a phone that has not asked. */
const none = [undefined, undefined];

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await start();
    for (const mac of [reception, kitchen, office]) await register(server, `${mac}-0001`, url);
  });
  afterEach(() => server.stop());

  const ask = (path: string, mac: string, id = '0001') =>
    boot(`${server.url}${path}`, { username: mac, password: `${mac}-${id}` });

  /** What the database has about the phones, read beside the running server. */
  const read = async () => {
    const storage = await openStorage(server.database ?? join(server.dataDir, 'redirect.sqlite'));
    try {
      const account = await storage.accounts.find(server.username);
      const accountId = account?.id ?? 0;
      const found = await Promise.all(macs.map((mac) => storage.registrations.find(accountId, mac)));
      return {
        outcomes: found.map((phone) => [phone?.lastAsked.redirected?.outcome, phone?.lastAsked.refused?.outcome]),
        first: found[0]?.lastAsked.redirected,
        unregistered: await storage.phoneRequests.unregistered(accountId, new Date(Date.now() - 60_000)),
      };
    } finally {
      await storage.close();
    }
  };

  /** Reads until the server, which writes once a second, has written what is expected. */
  const readUntil = async (isWritten: (seen: Awaited<ReturnType<typeof read>>) => boolean) => {
    for (;;) {
      const seen = await read();
      if (isWritten(seen)) return seen;
    }
  };

  test('stores the last request of each phone with its address and outcome', async () => {
    const before = Date.now() - 1000;
    expect((await read()).outcomes).toEqual([none, none, none, none]);
    expect((await ask('/device/42/2/master.bin', reception)).status).toBe(302);
    expect((await ask('/device/master.bin', kitchen)).status).toBe(302);
    expect((await ask('/device/42/2/master.bin', office, '0002')).status).toBe(401);
    expect((await ask('/device/42/2/master.bin', unknown)).status).toBe(401);
    const { outcomes, first, unregistered } = await readUntil(
      (seen) => seen.unregistered.length > 0 && seen.outcomes.slice(0, 3).every((outcome) => outcome.some(Boolean)),
    );
    expect(outcomes).toEqual([['redirected', undefined], ['model_unknown', undefined], [undefined, 'wrong_id'], none]);
    expect(first).toMatchObject({ from: '127.0.0.1', url: `http://provider.example/42/2/${reception}.xml` });
    expect(first?.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(unregistered.map(({ mac, from }) => [mac, from])).toEqual([[unknown, '127.0.0.1']]);
  });

  test('keeps the last redirected request when someone else sends wrong IDs', async () => {
    await ask('/device/42/2/master.bin', reception);
    const { first } = await readUntil(({ outcomes }) => outcomes[0]?.[0] !== undefined);
    await ask('/device/42/2/master.bin', reception, '0002');
    const after = await readUntil(({ outcomes }) => outcomes[0]?.[1] !== undefined);
    expect(after).toMatchObject({ first });
    expect(after.outcomes[0]).toEqual(['redirected', 'wrong_id']);
  });

  test('keeps the stored requests when the server is killed', async () => {
    await ask('/device/42/2/master.bin', reception);
    await readUntil(({ outcomes }) => outcomes[0]?.[0] !== undefined);
    await server.kill();
    expect((await read()).outcomes[0]).toEqual(['redirected', undefined]);
  });
});
