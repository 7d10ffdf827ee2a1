import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../../../server/storage/index.ts';
import { runCommand, type TestServer, type TestServerOptions, startTestServer } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';
import { callDocument, post } from './http.ts';
import { visit } from './visitor.ts';

const account = { username: 'daryna', password: 'correct horse battery staple' };
const dayMs = 24 * 60 * 60 * 1000;

onEachDatabase(({ place }) => {
  let options: TestServerOptions & { readonly dataDir: string };
  let location: readonly string[];
  let server: TestServer | undefined;
  beforeEach(async () => {
    options = { dataDir: mkdtempSync(join(tmpdir(), 'gigaset-history-')), ...account, ...(await place()) };
    location = ['--data', options.dataDir, ...(options.database === undefined ? [] : ['--database', options.database])];
    const add = ['account', 'add', account.username, '--password-stdin', ...location];
    expect(await runCommand(add, account.password)).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    await server?.stop();
    rmSync(options.dataDir, { recursive: true, force: true });
  });

  /** Accesses the database without a server. */
  const use = async <T>(work: (storage: Awaited<ReturnType<typeof openStorage>>) => Promise<T>): Promise<T> => {
    const storage = await openStorage(options.database ?? join(options.dataDir, 'redirect.sqlite'));
    return work(storage).finally(() => storage.close());
  };

  /** Registers and deregisters phones this many days ago, with one change each. */
  const change = (count: number, daysAgo: number): Promise<void> =>
    use(async ({ accounts, registrations }) => {
      const accountId = (await accounts.find(account.username))?.id ?? 0;
      const at = new Date(Date.now() - daysAgo * dayMs);
      const actor = { accountId, channel: 'xmlrpc' } as const;
      for (let i = 0; i < count; i++) {
        const mac = `7C2F${daysAgo.toString(16).padStart(4, '0')}${i.toString(16).padStart(4, '0')}`.toUpperCase();
        const phones = [{ mac, encryptedId: Uint8Array.of(1) }];
        await registrations.register(actor, { url: 'http://a.example/', providerName: 'A', registeredAt: at, phones });
      }
    });

  const entries = (): Promise<readonly Date[]> =>
    use(async ({ accounts, auditLog }) => {
      const accountId = (await accounts.find(account.username))?.id ?? 0;
      return (await auditLog.list(accountId, { limit: 5000 })).map(({ at }) => at);
    });

  test('removes expired entries, and nothing else, at startup while serving requests', async () => {
    await change(700, 40);
    await change(3, 29);
    const args = ['--keep-history', '30'];
    server = await startTestServer({ ...options, args });
    const registered = callDocument('autoprov.registerDevice', '7C2F80820EC0-55DF', 'http://b.example/', 'B');
    expect((await post(server, registered)).text).toContain('OK: password');
    const line = await server.logged(/^.*old audit entries removed.*$/m);
    expect(JSON.parse(line)).toMatchObject({ level: 30, removed: 700, days: 30 });
    // The phones themselves stay.
    const rows = await post(server, callDocument('autoprov.listDevices', '<string>A</string>'));
    expect(rows.text.match(/7C2F/g)).toHaveLength(703);
    const { text } = await (await visit(server)).send('/portal/history');
    expect(text).toContain('7C2F80820EC0');
    await server.stop();
    server = undefined;
    const left = await entries();
    expect(left.filter((at) => at.getTime() < Date.now() - 30 * dayMs)).toEqual([]);
    // Three phones, one more, and the creation of the account.
    expect(left).toHaveLength(5);
  });

  test('keeps the history forever by default', async () => {
    await change(3, 4000);
    server = await startTestServer(options);
    await server.stop();
    server = undefined;
    expect(await entries()).toHaveLength(4);
  });

  test('removes expired sessions', async () => {
    await use(async ({ logins, sessions }) => {
      const loginId = (await logins.find(account.username))?.id ?? 0;
      const kept = (expiresAt: Date) => ({ loginId, passwordTag: '', startedAt: new Date(), expiresAt });
      await sessions.create('ended', kept(new Date(Date.now() - 1000)));
      await sessions.create('lives', kept(new Date(Date.now() + dayMs)));
    });
    server = await startTestServer(options);
    await server.stop();
    server = undefined;
    // Even for a reader whose clock is a day behind.
    const yesterday = new Date(Date.now() - dayMs);
    expect(await use(({ sessions }) => sessions.find('ended', yesterday))).toBeUndefined();
    expect(await use(({ sessions }) => sessions.find('lives', yesterday))).toBeDefined();
  });
});
