import type { TestServer } from '../../../support/server.ts';
import { visit } from '../visitor.ts';
import { type Attack, inParallel, tallyOf } from './attack.ts';

/** Node.js needs `duplex` for a streamed body, and its types omit it. */
type StreamedRequest = RequestInit & { readonly duplex: 'half' };

const multipart = (boundary: string): string => `multipart/form-data${boundary}`;
const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<methodCall>';

/** Requests of broken or careless clients: path, content type and body. */
const mistakes: readonly (readonly [string, string, string])[] = [
  ['/%70ortal/upload', 'application/x-www-form-urlencoded', 'text=a'],
  ['/portal/upload', multipart(''), part],
  ['/portal/upload', multipart('; boundary=b'), part],
  ['/portal/upload', multipart('; boundary=b'), '--b--\r\n'],
  ['/portal/register', 'application/json', '{"mac_id":'],
  ['/portal/deregister', ';;;', 'mac=%zz'],
];

const PIECE_BYTES = 1024 * 1024;

/** A form with as many fields as the parser allows, each as long as it allows, without a declared length. */
function hugeForm(token: string): ReadableStream<Uint8Array> {
  const field = (name: string, value: string): Buffer =>
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`);
  const pieces = function* (): Generator<Uint8Array> {
    yield field('_csrf', `${token}\r\n`);
    for (let count = 1; count < 10; count++) {
      yield field(`text${count}`, '');
      for (let sent = 0; sent < 15; sent++) yield Buffer.alloc(PIECE_BYTES, 'a');
      yield Buffer.from('\r\n');
    }
    yield Buffer.from('--b--\r\n');
  };
  return ReadableStream.from(pieces());
}

/** Starts a session and returns its cookie and the token of its forms. */
async function logIn({ url, username, password }: TestServer) {
  const body = new URLSearchParams({ name: username, password });
  const login = await fetch(`${url}/portal/login`, { method: 'POST', body, redirect: 'manual' });
  const cookie = login.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const page = await (await fetch(`${url}/portal/`, { headers: { cookie } })).text();
  return { cookie, token: /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '' };
}

/** Attacks on the portal's forms and sessions. */
export const portalAttacks: readonly Attack[] = [
  {
    fault: 'mistakes of a client that are answered as faults of the server',
    sent: (size) => `${size} malformed forms and uploads`,
    size: 3000,
    smallSize: 60,
    run: async (server, size) => {
      const portal = await visit(server);
      const statuses = await inParallel(size, 8, async (index) => {
        const [path, type, body] = mistakes[index % mistakes.length] ?? ['', '', ''];
        const { status } = await portal.send(path, { method: 'POST', body, headers: { 'content-type': type } });
        return status;
      });
      return tallyOf(statuses);
    },
    answer: () => /^(?:4\d\d × \d+(?:, |$))+$/,
  },
  {
    fault: 'memory for forms without a bound',
    sent: (size) => `${size} forms with 9 fields of 15 MiB each at the same time`,
    size: 8,
    smallSize: 2,
    run: async (server, size) => {
      const { cookie, token } = await logIn(server);
      const headers = { cookie, 'content-type': multipart('; boundary=b') };
      const statuses = await inParallel(size, size, async () => {
        const init: StreamedRequest = { method: 'POST', body: hugeForm(token), headers, duplex: 'half' };
        // The server hangs up on clients that go on sending.
        return fetch(`${server.url}/portal/upload`, init).then(
          ({ status }) => status,
          () => 413,
        );
      });
      return tallyOf(statuses);
    },
    answer: (size) => new RegExp(`^413 × ${size}$`),
  },
  {
    fault: 'a session that a request in flight brings back after the logout',
    sent: (size) => `a logout amid 20 requests of the same session, ${size} times`,
    size: 20,
    smallSize: 3,
    run: async (server, size) => {
      const statuses: number[] = [];
      for (let turn = 0; turn < size; turn++) {
        const { cookie, token } = await logIn(server);
        const get = (path: string) => fetch(server.url + path, { headers: { cookie }, redirect: 'manual' });
        const body = new URLSearchParams({ _csrf: token });
        const logout = () =>
          fetch(`${server.url}/portal/logout`, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
        await inParallel(21, 21, (index) => (index === 10 ? logout() : get('/portal/phones')));
        statuses.push((await get('/portal/help')).status);
      }
      return tallyOf(statuses);
    },
    answer: (size) => new RegExp(`^303 × ${size}$`),
  },
];
