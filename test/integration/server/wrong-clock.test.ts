import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../../../server/storage/index.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { answer, ask, boot, challenge, challengesOf } from '../../support/phone-client.ts';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { type ClockShift, useWallClock, type WallClock } from '../../support/wrong-clock.ts';
import { onEachDatabase } from './databases.ts';
import { callDocument, post } from './http.ts';
import { visit } from './visitor.ts';

const account = { username: 'daryna', password: 'correct horse battery staple' };
const phone = { username: '7C2F80820EC0', password: '7C2F80820EC0-55DF' };
const target = 'http://a.example/';
const dayMs = 24 * 60 * 60 * 1000;
/** One entry for each of the last days is seeded, so that a history that is shortened by a day loses one. */
const keptDays = 30;

interface Row {
  /** How a phone with a challenge from before the clock was set is answered. */
  readonly oldChallenge: string;
  readonly phone: number;
  readonly session: 'lives' | 'ended';
  readonly newLogin: 'works';
  readonly removedEntries: number;
  readonly isReported: boolean;
}

describeWithPeers(['faketime'], 'with a wrong clock', () => {
  onEachDatabase(({ kind, place }) => {
    let options: { readonly dataDir: string; readonly database?: string; readonly args: readonly string[] };
    let clock: WallClock;
    let server: TestServer | undefined;
    beforeEach(async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'gigaset-clock-'));
      clock = useWallClock(join(dataDir, 'clock'));
      options = { dataDir, ...(await place()), args: ['--keep-history', String(keptDays)] };
      const location = options.database === undefined ? [] : ['--database', options.database];
      const add = ['account', 'add', account.username, '--password-stdin', '--data', dataDir, ...location];
      expect(await runCommand(add, account.password)).toMatchObject({ code: 0 });
    });
    afterEach(async () => {
      await server?.stop();
      server = undefined;
      rmSync(options.dataDir, { recursive: true, force: true });
    });

    /** Starts a server, or starts it again at its address. */
    const restart = async (): Promise<TestServer> => {
      const port = server === undefined ? 0 : Number(new URL(server.url).port);
      await server?.stop();
      server = undefined;
      server = await startTestServer({ ...options, ...account, port, env: clock.env });
      return server;
    };

    /** Accesses the database without a server. */
    const use = async <T>(work: (storage: Awaited<ReturnType<typeof openStorage>>) => Promise<T>): Promise<T> => {
      const storage = await openStorage(options.database ?? join(options.dataDir, 'redirect.sqlite'));
      return work(storage).finally(() => storage.close());
    };
    const idOfAccount = async ({ accounts }: Awaited<ReturnType<typeof openStorage>>): Promise<number> =>
      (await accounts.find(account.username))?.id ?? 0;
    const seedHistory = (): Promise<void> =>
      use(async (storage) => {
        const actor = { accountId: await idOfAccount(storage), channel: 'xmlrpc' } as const;
        for (let daysAgo = keptDays - 1; daysAgo > 0; daysAgo--) {
          const at = new Date(Date.now() - daysAgo * dayMs);
          await storage.auditLog.add(actor, { at, action: 'wrong_id', macs: [phone.username] });
        }
      });
    const countEntries = (): Promise<number> =>
      use(async (storage) => (await storage.auditLog.list(await idOfAccount(storage), { limit: 1000 })).length);

    /** Sets the clock, of a running server or between two starts. */
    const tryShift = async (shift: ClockShift, when: 'restart' | 'running'): Promise<Row> => {
      await seedHistory();
      const before = await restart();
      const registered = callDocument('autoprov.registerDevice', phone.password, target, 'A');
      expect((await post(before, registered)).text).toContain('OK: password');
      const old = await challenge(`${before.url}/device/42/2/master.bin`);
      const visitor = await visit(before);
      const entries = await countEntries();

      clock.set(shift);
      const after = when === 'restart' ? await restart() : before;
      const asked = `${after.url}/device/42/2/master.bin`;
      const first = await ask(asked, { headers: { Authorization: answer(old, phone, { url: asked }) } });
      const again = challengesOf(first)[0];
      const retried =
        again?.stale === true
          ? await ask(asked, { headers: { Authorization: answer(again, phone, { url: asked }) } })
          : undefined;
      const booted = await boot(asked, phone);
      const page = await visitor.send('/portal/');
      await visit(after);
      // A restart in a row, and the end of its housekeeping.
      await restart();
      await server?.stop();
      server = undefined;
      return {
        oldChallenge: retried === undefined ? String(first.status) : `${first.status} stale, ${retried.status}`,
        phone: booted.status,
        session: page.status === 200 ? 'lives' : 'ended',
        newLogin: 'works',
        removedEntries: entries - (await countEntries()),
        isReported: after.log().includes('the clock is more than a day ahead'),
      };
    };

    const shifts: readonly (Pick<Row, 'session'> & { readonly shift: ClockShift; readonly isReported: boolean })[] = [
      { shift: '-1h', session: 'lives', isReported: false },
      { shift: '+1h', session: 'lives', isReported: false },
      { shift: '+400d', session: 'ended', isReported: true },
    ];
    const shared = { phone: 302, newLogin: 'works', removedEntries: 0 };
    const print = (what: string, row: Row): void => {
      process.stderr.write(`${kind}, ${what}: ${JSON.stringify(row)}\n`);
    };

    test.each(shifts)('logs phones and people in and keeps the history after a restart at $shift', async (expected) => {
      const { shift, ...rest } = expected;
      const row = await tryShift(shift, 'restart');
      print(`restart at ${shift}`, row);
      // On SQLite, a server forgets used answers when it ends. With PostgreSQL, the challenge is not of this time.
      expect(row).toEqual({ ...shared, ...rest, oldChallenge: '401 stale, 302' });
    });

    test.each(shifts)(
      'logs phones and people in and keeps the history with the clock set to $shift',
      async (expected) => {
        const { shift, session } = expected;
        const row = await tryShift(shift, 'running');
        print(`set to ${shift}`, row);
        // The housekeeping has run before, and runs again in an hour.
        const oldChallenge = kind === 'SQLite' ? '302' : '401 stale, 302';
        expect(row).toEqual({ ...shared, session, isReported: false, oldChallenge });
      },
    );
  });
});
