import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { macIdRange } from '../../../support/phones.ts';
import type { TestServer } from '../../../support/server.ts';
import { basic, callDocument, post } from '../http.ts';
import type { Endpoint } from '../peers.ts';
import { visit } from '../visitor.ts';
import { type Attack, inParallel, tallyOf } from './attack.ts';

/** Phones of the attackers, which do not boot. */
const prefix = '7C2F8';
const url = 'http://provider.example/%MACD.xml';
const neighbour = { username: 'neighbour', password: 'the password of a neighbour' };

function listDocument(macIds: readonly string[]): string {
  const list = `<array><data>${macIds.map((macId) => `<value>${macId}</value>`).join('')}</data></array>`;
  return callDocument('autoprov.registerDeviceList', list, url, 'Attacker');
}

/** Registers this many phones in lists of 20,000. */
async function registerFleet(server: Endpoint, phones: number): Promise<void> {
  for (let first = 0; first < phones; first += 20_000) {
    const macIds = macIdRange(Math.min(20_000, phones - first), first, prefix);
    const { text } = await post(server, listDocument(macIds));
    if (!text.includes('<boolean>1</boolean>')) throw new Error(text.slice(0, 500));
  }
}

/** Another account, with one phone. */
async function addNeighbour(server: TestServer): Promise<Endpoint> {
  await server.addAccount(neighbour.username, neighbour.password);
  const other = { url: server.url, ...neighbour };
  await post(other, callDocument('autoprov.registerDevice', '7C2F80820EC0-55DF', url, 'Neighbour'));
  return other;
}

/** Many long bodies at the same time. */
const longBodies: Attack = {
  fault: 'memory for bodies without a bound',
  sent: (size) => `${size} lists of ${valuesOf(size).toLocaleString('en')} phones at the same time`,
  size: 12,
  smallSize: 4,
  run: async (server, size) => {
    const body = listDocument(macIdRange(valuesOf(size), 0, prefix));
    const statuses = await inParallel(size, size, async () => (await post(server, body)).status);
    return tallyOf(statuses);
  },
  answer: () => /^200 × \d+(, 503 × \d+)?$/,
};

/** The most that a list can have with its 15 MB, and fewer in the tests. */
const valuesOf = (size: number): number => (size === longBodies.size ? 450_000 : 30_000);

const MAX_PAGE_KB = 1000;

/** A form whose answer is a page about many phones. */
const longPages: Attack = {
  fault: 'pages without a bound',
  sent: (size) => `uploads of listDevices and of a list with ${size.toLocaleString('en')} phones, and their history`,
  size: 60_000,
  smallSize: 10_000,
  prepare: (server) => registerFleet(server, 20_000),
  run: async (server, size) => {
    const portal = await visit(server);
    const upload = (text: string) => {
      const form = new FormData();
      form.append('text', text);
      return portal.submit('/portal/upload', form);
    };
    const listing = await upload(callDocument('autoprov.listDevices'));
    const registering = await upload(listDocument(macIdRange(size, 100_000, prefix)));
    const history = await portal.send('/portal/history');
    const kb = [listing, registering, history].map(({ status, text }) =>
      status === 200 ? text.length / 1000 : Infinity,
    );
    const lengths = kb.every((length) => length < MAX_PAGE_KB) ? `below ${MAX_PAGE_KB} kB` : kb.join(' kB, ');
    // The answers that the pages shorten are offered as files.
    const files = await inParallel(2, 2, async (index) => {
      const page = [listing, registering][index]?.text ?? '';
      const [, address = ''] = /download="result.xml"\s+href="([^"]+)"/.exec(page) ?? [];
      const { text } = await portal.send(address.replaceAll('&amp;', '&'));
      return text.split('<string>').length > (index === 0 ? 20_000 : size) ? 200 : 404;
    });
    return `pages ${lengths}; files ${tallyOf(files)}`;
  },
  answer: () => new RegExp(`^pages below ${MAX_PAGE_KB} kB; files 200 × 2$`),
};

/** Opens a listing and reads no more than its head. The signal ends the connection. */
async function openListing(server: Endpoint, signal: AbortSignal): Promise<IncomingMessage> {
  const body = callDocument('autoprov.listDevices');
  const sent = request(`${server.url}/apxml/rpc.do`, {
    method: 'POST',
    agent: false,
    signal,
    headers: { Authorization: basic(server.username, server.password), 'Content-Length': body.length },
  });
  // A connection that the server cuts off is what is expected.
  sent.on('error', () => undefined).end(body);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('There was no response.');
  response.pause().on('error', () => undefined);
  return response;
}

/** An account may read four listings at a time, so these are cut off in two turns. More would be refused meanwhile. */
const CUT_OFF = 8;

/** Listings whose clients do not read, while another account lists its phone. */
function stalledListings(database: 'SQLite' | 'PostgreSQL'): Attack {
  return {
    fault: 'slow readers',
    sent: (size) => `${size} listings of 60,000 phones that are not read`,
    size: CUT_OFF,
    smallSize: 6,
    database,
    prepare: async (server) => {
      await registerFleet(server, 60_000);
      await addNeighbour(server);
    },
    run: async (server, size) => {
      const attackers = new AbortController();
      // The account's share is open at once; the others wait for it.
      const opening = Array.from({ length: size }, () => openListing(server, attackers.signal));
      await Promise.race(opening);
      const other = { url: server.url, ...neighbour };
      const { status, text } = await post(other, callDocument('autoprov.listDevices'));
      const answer = `another account: ${status}, ${text.split('7C2F80820EC0').length - 1} phone`;
      // A client that does not read does not notice it.
      if (size === CUT_OFF) await server.logged(new RegExp(`(?:read its response too slowly[^]*?){${CUT_OFF}}`));
      // Also those that still wait: an unread connection outlives the server.
      attackers.abort();
      await Promise.allSettled(opening);
      return size === CUT_OFF ? `${answer}; stalled ones are cut off` : answer;
    },
    answer: (size) =>
      size < CUT_OFF ? /^another account: 200, 1 phone$/ : /^another account: 200, 1 phone; stalled ones are cut off$/,
  };
}

/** Long searches of one account, while another looks at its phones. */
function searches(database: 'SQLite' | 'PostgreSQL'): Attack {
  return {
    fault: 'searches that delay other accounts',
    sent: (size) => `${size} searches of an account with 200,000 phones at the same time`,
    size: 20,
    smallSize: 5,
    database,
    prepare: async (server) => {
      await registerFleet(server, 200_000);
      await addNeighbour(server);
    },
    run: async (server, size) => {
      const attacker = await visit(server);
      const other = await visit({ url: server.url, ...neighbour });
      const durationOf = async (visitor: typeof other, path: string): Promise<number> => {
        const startedAt = performance.now();
        const { status } = await visitor.send(path);
        if (status !== 200) throw new Error(`${path}: ${status}`);
        return performance.now() - startedAt;
      };
      // All phones match, and no index has their order.
      const search = () => durationOf(attacker, '/portal/phones?search=7C2F8&sort=registered_at');
      const state = { isOver: false };
      const attack = inParallel(size, size, search).finally(() => {
        state.isOver = true;
      });
      const durations: number[] = [];
      do durations.push(await durationOf(other, '/portal/phones'));
      while (!state.isOver);
      const longest = Math.max(...(await attack));
      const slowest = Math.max(...durations);
      // In turn, the page would take as long as the searches before it.
      return slowest < longest / 3
        ? 'another account does not wait for them'
        : `another account waits ${Math.round(slowest)} ms, the searches ${Math.round(longest)} ms`;
    },
    answer: () => /^another account does not wait for them$/,
  };
}

/** Work that one account gives the server and that others must not feel. */
export const sharedWorkAttacks: readonly Attack[] = [
  longBodies,
  longPages,
  stalledListings('SQLite'),
  stalledListings('PostgreSQL'),
  searches('SQLite'),
  searches('PostgreSQL'),
];
