import { pino } from 'pino';
import { createSessions } from '../../../server/portal/sessions.ts';
import {
  type Login,
  type SessionStore,
  StorageUnavailableError,
  type StoredSession,
} from '../../../server/storage/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Sessions with a clock that the test moves, and a store that counts writes and can fail. */
function world() {
  const start = Date.parse('2026-11-24T12:00:00Z');
  const account = { id: 1, name: 'daryna', createdAt: new Date(start), disabledAt: undefined };
  let login: Login = {
    id: 1,
    account,
    name: 'daryna',
    role: 'administer',
    passwordHash: 'a hash',
    disabledAt: undefined,
  };
  const state = { ms: start, writes: 0, isFull: false };
  const rows = new Map<string, Omit<StoredSession, 'login'>>();
  const write = <T>(change: () => T): Promise<T> => {
    if (state.isFull) return Promise.reject(new StorageUnavailableError('the disk is full'));
    state.writes++;
    return Promise.resolve(change());
  };
  const store: SessionStore = {
    create: (id, { passwordTag, startedAt, expiresAt }) =>
      write(() => void rows.set(id, { passwordTag, startedAt, expiresAt, notice: undefined })),
    find: (id, now) => {
      const row = rows.get(id);
      return Promise.resolve(row !== undefined && row.expiresAt > now ? { ...row, login } : undefined);
    },
    extend: (id, expiresAt) =>
      write(() => {
        const row = rows.get(id);
        if (row !== undefined) rows.set(id, { ...row, expiresAt });
      }),
    setNotice: () => write(() => undefined),
    remove: (id) => write(() => void rows.delete(id)),
    removeExpired: () => Promise.resolve(),
  };
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => warnings.push(line) });
  const sessions = createSessions(store, { secret: 'a secret', now: () => new Date(state.ms) });
  return {
    sessions,
    state,
    warnings,
    rows,
    start: () => sessions.start(login),
    find: (id: string) => sessions.find(id, log),
    pass: (ms: number) => (state.ms += ms),
    change: (more: Partial<Login>) => (login = { ...login, ...more }),
  };
}

describe('a session of the portal', () => {
  test('ends two hours after its last request, and twelve hours after the login', async () => {
    const { start, find, pass } = world();
    const idle = await start();
    pass(2 * HOUR_MS);
    expect(await find(idle)).toBeUndefined();

    const busy = await start();
    for (let hours = 1; hours < 12; hours++) {
      pass(HOUR_MS);
      expect(await find(busy)).toBeDefined();
    }
    pass(HOUR_MS + 1000);
    expect(await find(busy)).toBeUndefined();
  });

  test('writes to the database at most every five minutes', async () => {
    const { start, find, pass, state } = world();
    const id = await start();
    const atLogin = state.writes;
    for (let request = 0; request < 60; request++) {
      pass(30_000);
      await find(id);
    }
    expect(state.writes - atLogin).toBe(6);
  });

  test('stays valid while it cannot be extended, which is logged', async () => {
    const { start, find, pass, state, warnings } = world();
    const id = await start();
    state.isFull = true;
    pass(HOUR_MS);
    expect(await find(id)).toMatchObject({ login: { name: 'daryna' } });
    await Promise.resolve();
    expect(warnings.join()).toContain('the disk is full');
  });

  test('does not come back when a request in flight extends it after the logout', async () => {
    const { sessions, start, find, pass, rows } = world();
    const id = await start();
    pass(HOUR_MS);
    const inFlight = find(id);
    await sessions.end(id);
    await inFlight;
    expect(rows.size).toBe(0);
    expect(await find(id)).toBeUndefined();
  });

  test('ends with another password, when disabled, or with a clock set back by days', async () => {
    const disabledAccount = { id: 1, name: 'daryna', createdAt: new Date(), disabledAt: new Date() };
    for (const change of [{ passwordHash: 'another' }, { disabledAt: new Date() }, { account: disabledAccount }]) {
      const { start, find, change: alter } = world();
      const id = await start();
      alter(change);
      expect(await find(id)).toBeUndefined();
    }
    const { start, find, pass } = world();
    const id = await start();
    pass(-HOUR_MS);
    expect(await find(id)).toBeDefined();
    pass(-48 * HOUR_MS);
    expect(await find(id)).toBeUndefined();
  });

  test('is found only by the ID of its cookie, which the database does not contain', async () => {
    const { start, find, rows } = world();
    const id = await start();
    const [key = ''] = rows.keys();
    expect(await find(key)).toBeUndefined();
    expect(await find('')).toBeUndefined();
    expect(await find(id)).toBeDefined();
  });
});
