import { ask } from '../../../support/phone-client.ts';
import type { TestServer } from '../../../support/server.ts';
import { basic, callDocument } from '../http.ts';
import { type Attack, inParallel, tallyOf } from './attack.ts';

const list = callDocument('autoprov.listDevices');
/** From one address, so many wrong passwords of an account are checked at once. */
const BURST = 10;

interface LoginAttempt {
  readonly name: string;
  readonly password: string;
  /** The source address, any of 127.0.0.0/8. */
  readonly from?: string;
  /** The client that a trusted proxy names. */
  readonly forwardedFor?: string;
}

/** Calls listDevices with these credentials. Returns the status. */
async function logIn(server: TestServer, { name, password, from, forwardedFor }: LoginAttempt): Promise<number> {
  const { status } = await ask(`${server.url}/apxml/rpc.do`, {
    method: 'POST',
    headers: {
      Authorization: basic(name, password),
      ...(forwardedFor !== undefined && { 'X-Forwarded-For': forwardedFor }),
    },
    body: list,
    ...(from !== undefined && { from }),
  });
  return status;
}

/** Sends a login in the portal's form. */
async function logInToPortal(server: TestServer, name: string, password: string): Promise<number> {
  const { status } = await ask(`${server.url}/portal/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name, password }).toString(),
  });
  return status;
}

/** Sends a login and hangs up without waiting for the answer. */
async function logInAndHangUp(server: TestServer, name: string, password: string): Promise<void> {
  const gone = new AbortController();
  const request = fetch(`${server.url}/apxml/rpc.do`, {
    method: 'POST',
    headers: { Authorization: basic(name, password) },
    body: list,
    signal: gone.signal,
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  gone.abort();
  await request.catch(() => undefined);
}

/** Attackers that make the server hash passwords. */
export const passwordAttacks: readonly Attack[] = [
  {
    fault: 'guesses of a password that arrive together',
    sent: (size) => `${size} wrong passwords at once from the address of a client that is known, then the right one`,
    size: 200,
    smallSize: 40,
    run: async (server, size) => {
      const known = { name: server.username, password: server.password };
      const before = await logIn(server, known);
      const guesses = await inParallel(size, size, (turn) => logIn(server, { ...known, password: `guess ${turn}` }));
      return `${before}, then ${tallyOf(guesses)}, then ${await logIn(server, known)}`;
    },
    answer: (size) => new RegExp(`^200, then 401 × ${BURST}, 429 × ${size - BURST}, then 200$`),
  },
  {
    fault: 'guesses of a password in the portal',
    sent: (size) => `${size} wrong passwords at once in the portal's form`,
    size: 200,
    smallSize: 40,
    run: async (server, size) =>
      tallyOf(await inParallel(size, size, (turn) => logInToPortal(server, server.username, `guess ${turn}`))),
    answer: (size) => new RegExp(`^200 × ${BURST}, 429 × ${size - BURST}$`),
  },
  {
    fault: 'password hashes for clients that hang up',
    sent: (size) => `${size} logins with different names by clients that hang up at once, then a right login`,
    size: 200,
    smallSize: 40,
    run: async (server, size) => {
      await inParallel(size, size, (turn) => logInAndHangUp(server, `name ${turn}`, 'a password'));
      const { username: name, password } = server;
      return String(await logIn(server, { name, password, from: '127.0.0.7' }));
    },
    answer: () => /^200$/,
  },
  ...(['SQLite', 'PostgreSQL'] as const).map((database): Attack => ({
    fault: 'more password hashes than the server can compute',
    sent: (size) => `${size} logins at once with different names, from ${size / 4} addresses`,
    size: 400,
    smallSize: 120,
    database,
    run: async (server, size) =>
      tallyOf(
        await inParallel(size, size, (turn) =>
          logIn(server, { name: `name ${turn}`, password: 'a password', from: `127.0.1.${turn % (size / 4)}` }),
        ),
      ),
    answer: () => /^401 × \d+, 503 × \d+$/,
  })),
  {
    fault: 'guesses of a password from one IPv6 network',
    sent: (size) => `${size} wrong passwords at once from as many addresses of one /64`,
    size: 200,
    smallSize: 40,
    args: ['--trust-proxy', 'loopback'],
    run: async (server, size) =>
      tallyOf(
        await inParallel(size, size, (turn) =>
          logIn(server, {
            name: server.username,
            password: `guess ${turn}`,
            forwardedFor: `2001:db8:0:7::${turn.toString(16)}`,
          }),
        ),
      ),
    answer: (size) => new RegExp(`^401 × ${BURST}, 429 × ${size - BURST}$`),
  },
];
