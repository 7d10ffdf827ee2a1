import { booleanColumn, bytesColumn, integerColumn, secondsOf, textColumn, wordsColumn } from '../columns.ts';
import type {
  Deregistration,
  NewRegistrations,
  PhoneRegistration,
  RegistrationStore,
  RegistrationWithId,
  StoredRegistration,
} from '../registration-store.ts';
import { registrationOf, registrationWithIdOf } from '../rows.ts';
import { countPhones, pageOfPhones } from './device-page.ts';
import type { Readers } from './reading/readers.ts';
import { createTurns } from './reading/turns.ts';
import type { TurnReader } from './turn-reader.ts';
import type { PhoneRun, SeenPhone } from './writing/changes.ts';
import type { Writer } from './writing/writer.ts';

/** Rows that are read in one go: enough to keep the cost of a page small, few enough to let others in between. */
const pageSize = 1000;

/** So many listings of one account may be read at a time: each has a connection, and nobody shall take all memory with them. */
const listingsAtOnce = 16;

export interface RegistrationStoreParts {
  readonly writer: Writer;
  readonly readers: Readers;
  readonly rows: TurnReader;
}

export function createRegistrationStore(parts: RegistrationStoreParts): RegistrationStore {
  const { writer, readers, rows } = parts;
  const turns = createTurns<number>(listingsAtOnce);
  const selectRow = rows.prepare(
    'SELECT account_id, mac, provider_name, url, registered_at, encrypted_id FROM registrations WHERE mac = ?',
  );
  // In hex: a blob costs more than all the rest.
  const selectForPhone = rows.prepare('SELECT mac, url, hex(encrypted_id) FROM registrations WHERE mac = ?');
  const mostUsed = (column: 'url' | 'provider_name', accountId: number, limit: number): Promise<readonly string[]> =>
    readers.all(
      `SELECT ${column} AS value FROM registrations WHERE account_id = ? GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ?`,
      [accountId, limit],
      (row) => textColumn(row, 'value'),
    );

  const see = async (accountId: number, phones: readonly Deregistration[]): Promise<readonly Seen[]> => {
    const going = new Set<string>();
    const look = (phone: Deregistration): Seen => {
      const { mac } = phone;
      const row = selectRow(mac);
      if (row?.[0] !== accountId) return { mac, encryptedId: '', outcome: 'not_found' };
      const sealed = bytesColumn({ encrypted_id: row[5] }, 'encrypted_id');
      const encryptedId = Buffer.from(sealed).toString('hex');
      // Of a phone that is listed twice, the second is gone when its turn comes.
      if (going.has(mac)) return { mac, encryptedId, outcome: 'not_found' };
      if (!phone.mayBe(sealed)) return { mac, encryptedId, outcome: 'wrong_id' };
      going.add(mac);
      return { mac, encryptedId, outcome: 'deregistered' };
    };
    // Phones that boot meanwhile wait for a part of the list, not for all of it. What changes in between, the writer notices.
    const seen: Seen[] = [];
    for (let from = 0; from < phones.length; from += pageSize) {
      seen.push(...(await rows.read(() => phones.slice(from, from + pageSize).map(look))));
    }
    return seen;
  };

  return {
    register: async (actor, { url, providerName, registeredAt, phones }) => {
      if (phones.length === 0) return [];
      const input = { actor, at: secondsOf(registeredAt), url, providerName, runs: runsOfOneLength(phones) };
      const registered = wordsColumn(await writer.change({ name: 'register', input }), 'macs');
      if (registered.length === phones.length) return phones.map(() => 'registered');
      const free = new Set(registered);
      // Of a MAC that stands twice in the list the first one is registered.
      return phones.map(({ mac }) => (free.delete(mac) ? 'registered' : 'in_use'));
    },

    deregister: async (actor, { at, phones }) => {
      // Whether an ID is right is found out here: the writer's thread has no key. Where a phone has changed meanwhile, all
      // is looked at again; then somebody else's change was made, so this comes to an end.
      for (;;) {
        const seen = await see(actor.accountId, phones);
        const going = seen.filter(({ outcome }) => outcome === 'deregistered').map(({ mac }) => mac);
        const outcomes = seen.map(({ outcome }) => outcome);
        if (going.length === 0) return outcomes;
        const states = seen.map(({ mac, encryptedId }) => ({ mac, encryptedId }));
        const input = { actor, at: secondsOf(at), seen: states, going };
        if (booleanColumn(await writer.change({ name: 'deregister', input }), 'done')) return outcomes;
      }
    },

    find: (accountId, mac) =>
      rows.read(() => {
        const row = selectRow(mac);
        return row?.[0] === accountId ? foundOf(row) : undefined;
      }),
    findForPhone: (mac) =>
      rows.read(() => {
        const row = selectForPhone(mac);
        return row && phoneOf(row);
      }),

    list: async function* (accountId, providerNames) {
      const leave = await turns.take(accountId);
      try {
        yield* readers.pages(listQuery, listParameters(accountId, providerNames), listedOf, pageSize);
      } finally {
        leave();
      }
    },

    page: async (accountId, query) => {
      const total = countPhones(accountId, query);
      const page = pageOfPhones(accountId, query);
      const [[counted], rows] = await Promise.all([
        readers.all(total.sql, total.parameters, (row) => integerColumn(row, 'total')),
        readers.all(page.sql, page.parameters, registrationOf),
      ]);
      return { rows, total: counted ?? 0 };
    },

    known: async (accountId, limit) => {
      const [urls, providerNames] = await Promise.all([
        mostUsed('url', accountId, limit),
        mostUsed('provider_name', accountId, limit),
      ]);
      return { urls, providerNames };
    },
  };
}

/** A phone as it was seen, and what becomes of it if it stays like that. */
interface Seen extends SeenPhone {
  readonly outcome: 'deregistered' | 'not_found' | 'wrong_id';
}

/** The phones in their order, in runs whose sealed IDs have the same length: one run, unless they were sealed in several ways. */
function runsOfOneLength(phones: NewRegistrations['phones']): readonly PhoneRun[] {
  const runs: NewRegistrations['phones'][number][][] = [];
  for (const phone of phones) {
    const run = runs.at(-1);
    if (run?.[0]?.encryptedId.length === phone.encryptedId.length) run.push(phone);
    else runs.push([phone]);
  }
  return runs.map((run) => ({
    macs: run.map(({ mac }) => mac).join(' '),
    encryptedIds: Buffer.concat(run.map(({ encryptedId }) => encryptedId)),
    width: run[0]?.encryptedId.length ?? 0,
  }));
}

// The names travel as one JSON array, so that one prepared query serves any number of them.
const listQuery = `
  SELECT mac, provider_name, url, registered_at FROM registrations
  WHERE account_id = ? AND (? IS NULL OR provider_name IN (SELECT value FROM json_each(?)))
    AND mac > ? ORDER BY mac LIMIT ?`;

function listParameters(accountId: number, providerNames: readonly string[] | undefined) {
  const names = providerNames === undefined ? null : JSON.stringify(providerNames);
  return [accountId, names, names];
}

function foundOf([, mac, provider_name, url, registered_at, encrypted_id]: readonly unknown[]): RegistrationWithId {
  return registrationWithIdOf({ mac, provider_name, url, registered_at, encrypted_id });
}

function phoneOf([mac, url, encrypted_id]: readonly unknown[]): PhoneRegistration {
  const row = { mac, url, encrypted_id };
  return {
    mac: textColumn(row, 'mac'),
    url: textColumn(row, 'url'),
    encryptedId: Buffer.from(textColumn(row, 'encrypted_id'), 'hex'),
  };
}

function listedOf([mac, provider_name, url, registered_at]: readonly unknown[]): StoredRegistration {
  return registrationOf({ mac, provider_name, url, registered_at });
}
