import xmlrpc from 'xmlrpc';
import { startTestServer, type TestServer } from './server.ts';
import { useShared } from './shared.ts';

/** The two phones of the documentation and one that is not registered. */
export const reception = '7C2F80820EC0';
export const kitchen = '7C2F80208295';

/** A registration as the server lists it, without the date. */
export interface Row {
  readonly mac: string;
  readonly providerName: string;
  readonly url: string;
}

/** An account that is used through a third-party XML-RPC client, so that its view does not depend on our code. */
export interface Account {
  /** The `GIGASET_*` variables for this account. */
  readonly env: Readonly<Record<string, string>>;
  /** Any method by its short name: `call('checkDevice', mac)`. */
  call(method: string, ...params: readonly (string | readonly string[])[]): Promise<unknown>;
  /** All registrations, by MAC. */
  rows(): Promise<readonly Row[]>;
  /** Registers a phone outside Terraform. @throws if the server refuses */
  register(macId: string, url: string, providerName: string): Promise<void>;
  deregister(mac: string): Promise<void>;
}

/** Our redirect server in a separate process with one account, shared by the tests of a file. */
export interface RedirectService extends Account {
  readonly server: TestServer;
  addAccount(name: string): Promise<Account>;
  /** Runs `work` and returns the methods of the calls that the server received meanwhile, in order. */
  callsDuring(work: () => Promise<unknown>): Promise<readonly string[]>;
  /** Deregisters all phones of all accounts: for `afterEach`. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the service; call `stop` in `afterAll`. */
export async function startRedirectService(): Promise<RedirectService> {
  const server = await startTestServer();
  const main = accountOf(server, server.username, server.password);
  const accounts = [main];
  let marks = 0;
  /** The complete log so far: the request made last is logged last. */
  const wholeLog = async (): Promise<string> => {
    const mark = `/mark-${++marks}`;
    await fetch(`${server.url}${mark}`);
    await server.logged(new RegExp(`"${mark}"`));
    return server.log();
  };
  return {
    ...main,
    server,
    addAccount: async (name) => {
      await server.addAccount(name, 'another long password');
      const account = accountOf(server, name, 'another long password');
      accounts.push(account);
      return account;
    },
    callsDuring: async (work) => {
      const before = (await wholeLog()).length;
      await work();
      const lines = (await wholeLog()).slice(before);
      return [...lines.matchAll(/"rpc":"autoprov\.(\w+)"/g)].map(([, method = '']) => method);
    },
    clear: async () => {
      for (const account of accounts) {
        const macs = (await account.rows()).map(({ mac }) => mac);
        if (macs.length > 0) await account.call('deregisterDeviceList', macs);
      }
    },
    stop: async () => {
      await server.stop();
    },
  };
}

/** Starts the service for the tests of a suite. */
export const useRedirectService = (): RedirectService => useShared(startRedirectService);

function accountOf({ url }: TestServer, user: string, pass: string): Account {
  const { hostname: host, port } = new URL(url);
  const client = xmlrpc.createClient({ host, port: Number(port), path: '/apxml/rpc.do', basic_auth: { user, pass } });
  const call: Account['call'] = (method, ...params) =>
    new Promise((resolve, reject) => {
      client.methodCall(`autoprov.${method}`, [...params], (error: unknown, value: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve(value);
      });
    });
  const succeed = async (...request: Parameters<Account['call']>): Promise<void> => {
    const answer = await call(...request);
    if (!Array.isArray(answer) || answer[0] !== true) throw new Error(`${request[0]}: ${JSON.stringify(answer)}`);
  };
  return {
    env: { GIGASET_ENDPOINT: url, GIGASET_USERNAME: user, GIGASET_PASSWORD: pass },
    call,
    rows: async () => {
      const list = await call('listDevices');
      if (!Array.isArray(list)) throw new Error(`listDevices: ${JSON.stringify(list)}`);
      return list.map(([mac, providerName, target]: string[]) => ({
        mac: mac ?? '',
        providerName: providerName ?? '',
        url: target ?? '',
      }));
    },
    register: (macId, target, name) => succeed('registerDevice', macId, target, name),
    deregister: (mac) => succeed('deregisterDevice', mac),
  };
}
