import { channel } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { methods } from '../../../autoprov/index.ts';
import { addAccount, addLogin, type Role, roles, type RunningServer, startServer } from '../../../server/index.ts';
import { includesRole, openStorage, type Storage } from '../../../server/storage/index.ts';
import { backupOf } from '../storage/phones.ts';
import { onEachDatabase } from './databases.ts';
import { callDocument, type HttpAnswer, post } from './http.ts';
import { visit, type Visitor } from './visitor.ts';

const password = 'a password of this test';
/** A phone and a login of an account, and what only this account may see of them. */
const objects = {
  own: { account: 'ours', mac: '7C2F80000001', id: '0001', url: 'http://ours.example/', login: 'ours+clerk' },
  foreign: { account: 'them', mac: '7C2F80FFFFF1', id: 'FFF1', url: 'http://them.example/', login: 'them+clerk' },
} as const;
type Owned = (typeof objects)['own' | 'foreign'];
/** What belongs to the other account and was in no request. */
const foreignData = /them\.example|Themselves|them\+clerk \(|scrypt/;

/** The sender of a request: without a login, or with a login of this role. */
type Sender = 'anonymous' | Role;
const senders: readonly Sender[] = ['anonymous', ...roles];

type Form = Readonly<Record<string, string>> | FormData;
interface Rule {
  /** The role that the route requires; `anyone` needs no login. */
  readonly role: Role | 'anyone';
  /** The path with this object, if the route has parameters. */
  readonly path?: (object: Owned) => string;
  /** The form of a POST. */
  readonly form?: (object: Owned) => Form;
}

const string = (text: string): string => `<string>${text}</string>`;
const upload = (document: string): FormData => {
  const form = new FormData();
  form.append('text', document);
  return form;
};

/** The rule of each route of the portal. A route without a rule here fails the test. */
const portalRules: Readonly<Record<string, Rule>> = {
  'GET /portal/assets/:version/:name': { role: 'anyone', path: () => '/portal/assets/0/portal.css' },
  'GET /portal/login': { role: 'anyone' },
  'POST /portal/login': { role: 'anyone', form: ({ account }) => ({ name: account, password: 'a wrong guess' }) },
  'GET /portal': { role: 'read', path: () => '/portal/' },
  'POST /portal/check': { role: 'read', form: ({ mac }) => ({ mac }) },
  'POST /portal/register': {
    role: 'write',
    form: ({ mac, id }) => ({ mac_id: `${mac}-${id}`, url: 'http://new.example/', provider_name: 'New' }),
  },
  'GET /portal/phones': { role: 'read', path: ({ mac }) => `/portal/phones?search=${mac}` },
  'POST /portal/phones': { role: 'read', form: ({ mac }) => ({ search: mac }) },
  'GET /portal/phones/:mac': { role: 'read', path: ({ mac }) => `/portal/phones/${mac}` },
  'GET /portal/phones.csv': { role: 'read', path: ({ mac }) => `/portal/phones.csv?search=${mac}` },
  'GET /portal/repoint': { role: 'write', path: ({ mac }) => `/portal/repoint?mac=${mac}` },
  'POST /portal/repoint': {
    role: 'write',
    form: ({ mac }) => ({ mac, to_url: 'http://new.example/', provider_name: 'New' }),
  },
  'POST /portal/deregister': { role: 'write', form: ({ mac }) => ({ mac, confirmed: 'yes' }) },
  'GET /portal/upload': { role: 'write' },
  'POST /portal/upload': {
    role: 'write',
    form: ({ mac }) => upload(callDocument('autoprov.deregisterDevice', string(mac))),
  },
  'POST /portal/upload/confirmed': { role: 'write', form: () => new FormData() },
  'POST /portal/upload/apply': { role: 'write', form: () => new FormData() },
  'GET /portal/upload/results/:id': { role: 'write', path: () => '/portal/upload/results/1' },
  'GET /portal/upload/phones': { role: 'write' },
  'GET /portal/history': { role: 'read', path: ({ mac }) => `/portal/history?mac=${mac}` },
  'GET /portal/history.csv': { role: 'read', path: ({ login }) => `/portal/history.csv?login=${login}` },
  'GET /portal/history/:id/phones.txt': { role: 'read', path: () => '/portal/history/1/phones.txt' },
  'GET /portal/unregistered': { role: 'administer' },
  'GET /portal/logins': { role: 'administer' },
  'POST /portal/logins': {
    role: 'administer',
    form: ({ account }) => ({ name: `${account}+new`, role: 'administer', password }),
  },
  'POST /portal/logins/change': {
    role: 'administer',
    form: ({ login }) => ({ name: login, change: 'remove', confirmed: 'yes' }),
  },
  'GET /portal/password': { role: 'read' },
  'POST /portal/password': {
    role: 'read',
    form: ({ account }) => ({ username: account, present: 'a wrong guess', password, again: password }),
  },
  'GET /portal/help': { role: 'read' },
  'GET /portal/templates/:file': { role: 'read', path: () => '/portal/templates/checkDevice.xml' },
  'GET /portal/dx800/:file': { role: 'read', path: () => '/portal/dx800/none.txt' },
  // The last one, because it ends the session.
  'POST /portal/logout': { role: 'read' },
};

/** The routes of the other modules: how each authenticates, and where it is tested. */
const otherRoutes: Readonly<Record<string, string>> = {
  '/': 'a redirect to the portal',
  '/apxml/rpc.do': 'HTTP Basic; by method below',
  '/device/*': 'HTTP digest of a phone; isolation.test.ts',
  '/healthz': 'public',
  '/readyz': 'public',
};

/** The role that each method of the XML-RPC endpoint requires, and its parameters. */
const methodRules: Readonly<
  Record<string, { readonly role: Role; readonly values: (object: Owned) => readonly string[] }>
> = {
  [methods.checkDevice]: { role: 'read', values: ({ mac }) => [string(mac)] },
  [methods.listDevices]: { role: 'read', values: () => [] },
  [methods.registerDevice]: {
    role: 'write',
    values: ({ mac, id }) => [`${mac}-${id}`, 'http://new.example/', 'New'].map(string),
  },
  [methods.registerDeviceList]: {
    role: 'write',
    values: ({ mac, id }) => [list(`${mac}-${id}`), string('http://new.example/'), string('New')],
  },
  [methods.deregisterDevice]: { role: 'write', values: ({ mac }) => [string(mac)] },
  [methods.deregisterDeviceList]: { role: 'write', values: ({ mac }) => [list(mac)] },
};

function list(text: string): string {
  return `<array><data><value>${string(text)}</value></data></array>`;
}

interface Route {
  readonly method: string;
  readonly url: string;
}

const isInitialization = (message: unknown): message is { readonly fastify: FastifyInstance } =>
  typeof message === 'object' && message !== null && 'fastify' in message;

/** Starts a server in this process, and returns the routes that it registers. */
async function startWithRoutes(options: Parameters<typeof startServer>[0]) {
  const routes: Route[] = [];
  const created = channel('fastify.initialization');
  const watch = (message: unknown): void => {
    if (!isInitialization(message)) throw new Error('Fastify has published something else.');
    message.fastify.addHook('onRoute', ({ method, url }) => {
      // Fastify reports the first page of a prefix with and without a slash at its end.
      for (const each of [method].flat()) routes.push({ method: each, url: url.replace(/(.)\/$/, '$1') });
    });
  };
  created.subscribe(watch);
  const server = await startServer(options);
  created.unsubscribe(watch);
  return { server, routes };
}

onEachDatabase(({ kind, place }) => {
  let folder: string;
  let server: RunningServer;
  let routes: readonly Route[];
  let storage: Storage;
  const table: string[] = [];
  const visitors = new Map<Sender, Visitor>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gigaset-roles-'));
    const location = { data: folder, ...(await place()) };
    for (const { account } of Object.values(objects)) await addAccount(location, account, password);
    for (const role of roles) await addLogin(location, { account: 'ours', name: role, role }, password);
    ({ server, routes } = await startWithRoutes({
      ...location,
      host: '127.0.0.1',
      port: 0,
      phones: { placeholders: 'expand', algorithms: ['MD5'] },
      log: { level: 'silent', stream: { write: () => undefined } },
      readingLimits: { minBytesPerSecond: 0, maxSeconds: 0 },
    }));
    storage = await openStorage(location.database ?? join(folder, 'redirect.sqlite'));
    for (const role of roles) visitors.set(role, await visit({ url: server.url, ...credentials(role) }));
  });
  afterAll(async () => {
    process.stdout.write(`\nroles on ${kind}\n${table.join('\n')}\n`);
    await storage.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const credentials = (role: Role) => ({ username: `ours+${role}`, password });

  /** Brings the phones and logins of both accounts back. */
  const restoreObjects = async (): Promise<void> => {
    for (const { account, mac, url, login } of Object.values(objects)) {
      const accountId = (await storage.accounts.find(account))?.id ?? 0;
      const actor = { accountId, channel: 'command line' } as const;
      const phones = [{ mac, encryptedId: Uint8Array.from([1]) }];
      const providerName = account === 'them' ? 'Themselves' : 'Ourselves';
      await storage.registrations.register(actor, { url, providerName, registeredAt: new Date(), phones });
      await storage.logins.add(actor, { name: login, role: 'read', passwordHash: 'a hash', at: new Date() });
    }
  };

  /** Everything that an account owns, or that all of them own. */
  const stateOf = async (account?: string): Promise<readonly object[]> =>
    (await backupOf(storage)).filter(
      (record) => account === undefined || ('account' in record ? record.account : '') === account,
    );

  /** Sends a request as each sender about each object, and checks what it may read and change. */
  const check = async (
    title: string,
    required: Role | 'anyone',
    send: (sender: Sender, object: Owned) => Promise<HttpAnswer>,
    isRefused: (answer: HttpAnswer, sender: Sender) => boolean,
  ): Promise<void> => {
    const cells: string[] = [];
    for (const sender of senders) {
      const isAllowed = required === 'anyone' || (sender !== 'anonymous' && includesRole(sender, required));
      for (const [whose, object] of Object.entries(objects)) {
        await restoreObjects();
        const [all, theirs] = [await stateOf(), await stateOf('them')];
        const answer = await send(sender, object);
        const what = { route: title, sender, whose };
        expect({ ...what, refused: isRefused(answer, sender) }).toEqual({ ...what, refused: !isAllowed });
        expect({ ...what, leaked: foreignData.exec(answer.text)?.[0] }).toEqual({ ...what, leaked: undefined });
        expect({ ...what, theirs: await stateOf('them') }).toEqual({ ...what, theirs });
        if (!isAllowed) expect({ ...what, all: await stateOf() }).toEqual({ ...what, all });
        expect(answer.status).toBeLessThan(500);
      }
      cells.push((isAllowed ? 'yes' : 'no').padEnd(10));
    }
    table.push(`${title.padEnd(44)} ${cells.join(' ')}`);
  };

  test('every route has a rule', () => {
    table.push(`${'route'.padEnd(44)} ${senders.map((sender) => sender.padEnd(10)).join(' ')}`);
    const known = new Set([...Object.keys(portalRules), ...Object.keys(otherRoutes)]);
    const unknown = routes
      .map(({ method, url }) => (url.startsWith('/portal') ? `${method.replace('HEAD', 'GET')} ${url}` : url))
      .filter((route) => !known.has(route));
    expect(unknown).toEqual([]);
    const registered = new Set(routes.map(({ method, url }) => `${method} ${url}`));
    expect(Object.keys(portalRules).filter((route) => !registered.has(route))).toEqual([]);
  });

  const withHead = Object.entries(portalRules).flatMap(([route, rule]) =>
    route.startsWith('GET')
      ? [[route, rule] as const, [route.replace('GET', 'HEAD'), rule] as const]
      : [[route, rule] as const],
  );
  test.each(withHead)('%s is open to its roles only', async (route, { role, path, form }) => {
    const [method = '', url = ''] = route.split(' ');
    const send = async (sender: Sender, object: Owned): Promise<HttpAnswer> => {
      const to = path?.(object) ?? url;
      const visitor = visitors.get(sender);
      if (visitor === undefined) {
        const body = method === 'POST' ? { body: new URLSearchParams() } : {};
        const answer = await fetch(server.url + to, { method, redirect: 'manual', ...body });
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      }
      return method === 'POST' ? visitor.submit(to, form?.(object) ?? {}) : visitor.send(to, { method });
    };
    const isRefused = ({ status, headers }: HttpAnswer, sender: Sender): boolean =>
      sender === 'anonymous' ? headers.get('location')?.startsWith('/portal/login') === true : status === 403;
    if (url === '/portal/login' || url === '/portal/logout') {
      // The login answers 403 to a wrong password, and the logout leads to it.
      await check(route, role, send, (_answer, sender) => role !== 'anyone' && sender === 'anonymous');
    } else await check(route, role, send, isRefused);
  });

  test.each(Object.entries(methodRules))('%s is open to its roles only', async (method, { role, values }) => {
    const send = (sender: Sender, object: Owned): Promise<HttpAnswer> => {
      const endpoint = sender === 'anonymous' ? { username: 'nobody', password } : credentials(sender);
      return post({ url: server.url, ...endpoint }, callDocument(method, ...values(object)));
    };
    await check(method, role, send, ({ status, text }) => status === 401 || text.includes('<int>-32500</int>'));
  });

  test('every method of XML-RPC has a rule', () => {
    expect(Object.keys(methodRules).sort()).toEqual(Object.values<string>(methods).sort());
  });
});
