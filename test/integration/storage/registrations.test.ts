import type { Actor, Storage } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import {
  addActor,
  all,
  anyId,
  deregister,
  macsOf,
  noon,
  phone,
  register,
  encryptedIdOf,
  auditEntriesOf,
  textOf,
  url,
  withId,
} from './phones.ts';

const reception = '7C2F80820EC0';
const kitchen = '7C2F80208295';

onEachDatabase(({ open }) => {
  let storage: Storage;
  let daryna: Actor;
  let stranger: Actor;
  beforeEach(async () => {
    storage = await open();
    daryna = await addActor(storage, 'daryna');
    stranger = await addActor(storage, 'stranger');
  });

  describe('a phone that is registered', () => {
    test('is found with all its data', async () => {
      expect(await register(storage, daryna, [reception])).toEqual(['registered']);
      const registration = {
        mac: reception,
        url,
        providerName: 'Daryna',
        registeredAt: noon,
        encryptedId: Buffer.from(encryptedIdOf()),
        lastAsked: { redirected: undefined, refused: undefined },
      };
      const found = await storage.registrations.find(daryna.accountId, reception);
      expect(found && { ...found, encryptedId: Buffer.from(found.encryptedId) }).toEqual(registration);
      const asked = await storage.registrations.findForPhone(reception);
      const { mac, encryptedId } = registration;
      expect(asked && { ...asked, encryptedId: Buffer.from(asked.encryptedId) }).toEqual({
        mac,
        accountId: daryna.accountId,
        url,
        encryptedId,
      });
    });

    test('keeps names and URLs beyond ASCII, and every byte of what is encrypted', async () => {
      const encryptedId = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const encryptedUrl = encryptedId.toReversed();
      const shown = { url: 'http://ärzte.example/%MACD', providerName: `Praxis "Ä" 'ß' \\ 💬`, registeredAt: noon };
      const target = { ...shown, encryptedUrl };
      await storage.registrations.register(daryna, { ...target, phones: [{ mac: reception, encryptedId }] });
      const found = await storage.registrations.find(daryna.accountId, reception);
      expect(found).toMatchObject(shown);
      const asked = await storage.registrations.findForPhone(reception);
      expect(asked).toMatchObject({ url: target.url });
      for (const row of [found, asked]) expect(Array.from(row?.encryptedId ?? [])).toEqual(Array.from(encryptedId));
      const [listed] = await all(storage.registrations.list(daryna.accountId, undefined));
      for (const row of [found, asked, listed]) {
        expect(Array.from(row?.encryptedUrl ?? [])).toEqual(Array.from(encryptedUrl));
      }
    });

    test('keeps its date to the second', async () => {
      await register(storage, daryna, [reception], { registeredAt: new Date(noon.getTime() + 999) });
      expect(await storage.registrations.find(daryna.accountId, reception)).toMatchObject({ registeredAt: noon });
    });

    test('is in use for everyone and keeps its first registration', async () => {
      await register(storage, daryna, [reception]);
      expect(await register(storage, daryna, [reception], { url: 'http://other.example' })).toEqual(['in_use']);
      expect(await register(storage, stranger, [reception], { url: 'http://other.example' })).toEqual(['in_use']);
      expect(await storage.registrations.findForPhone(reception)).toMatchObject({ url });
    });

    test('can be registered by anyone after it is deregistered', async () => {
      await register(storage, daryna, [reception]);
      expect(await deregister(storage, daryna, [reception])).toEqual(['deregistered']);
      expect(await storage.registrations.findForPhone(reception)).toBeUndefined();
      expect(await register(storage, stranger, [reception])).toEqual(['registered']);
    });
  });

  test("another account's phone is not found, listed, counted or deregistered", async () => {
    await register(storage, daryna, [reception]);
    const { registrations } = storage;
    expect(await registrations.find(stranger.accountId, reception)).toBeUndefined();
    expect(await macsOf(storage, stranger)).toEqual([]);
    const query = { sort: 'mac', descending: false, offset: 0, limit: 10 } as const;
    expect(await registrations.page(stranger.accountId, query)).toEqual({ rows: [], total: 0 });
    expect(await registrations.mostUsed(stranger.accountId, 10)).toEqual({ urls: [], providerNames: [] });
    expect(await deregister(storage, stranger, [reception])).toEqual(['not_found']);
    expect(await auditEntriesOf(storage, stranger, reception)).toEqual([]);
    expect(await macsOf(storage, daryna)).toEqual([reception]);
  });

  describe('a list of phones', () => {
    test('is answered phone by phone in its order', async () => {
      await register(storage, stranger, [macOf(2)]);
      const outcomes = await register(storage, daryna, [macOf(3), macOf(2), macOf(1)]);
      expect(outcomes).toEqual(['registered', 'in_use', 'registered']);
      expect(await deregister(storage, daryna, [macOf(9), macOf(3), macOf(2), macOf(1)])).toEqual([
        'not_found',
        'deregistered',
        'not_found',
        'deregistered',
      ]);
      expect(await storage.registrations.findForPhone(macOf(2))).toBeDefined();
    });

    test('deregistered by two clients at once goes once, and both get true answers', async () => {
      await register(storage, daryna, [macOf(1), macOf(2)]);
      const results = await Promise.all([
        deregister(storage, daryna, [macOf(1), macOf(2)]),
        deregister(storage, daryna, [macOf(2), macOf(1)]),
        deregister(storage, daryna, [macOf(3), macOf(1)]),
      ]);
      expect(results.flat().filter((outcome) => outcome === 'deregistered')).toHaveLength(2);
      expect(results.flat().filter((outcome) => outcome === 'not_found')).toHaveLength(4);
      expect(await storage.registrations.findForPhone(macOf(1))).toBeUndefined();
      expect(await storage.registrations.findForPhone(macOf(2))).toBeUndefined();
    });

    test('that contains a phone twice registers it with its first ID', async () => {
      const outcomes = await storage.registrations.register(daryna, {
        url,
        providerName: 'Daryna',
        registeredAt: noon,
        phones: [phone(macOf(2), 'first'), phone(macOf(1)), phone(macOf(2), 'second'), phone(macOf(2), 'third')],
      });
      expect(outcomes).toEqual(['registered', 'registered', 'in_use', 'in_use']);
      const found = await storage.registrations.findForPhone(macOf(2));
      expect(textOf(found?.encryptedId)).toBe('first');
    });

    test('that contains a phone twice deregisters it once, by the first correct ID', async () => {
      await storage.registrations.register(daryna, {
        url,
        providerName: 'Daryna',
        registeredAt: noon,
        phones: [phone(reception, '55DF'), phone(kitchen, '1910')],
      });
      const phones = [
        withId(reception, '0000'),
        withId(kitchen, '0000'),
        withId(reception, '55DF'),
        anyId(reception),
        withId(reception, '0000'),
      ];
      expect(await storage.registrations.deregister(daryna, { at: noon, phones })).toEqual([
        'wrong_id',
        'wrong_id',
        'deregistered',
        'not_found',
        'not_found',
      ]);
      expect(await macsOf(storage, daryna)).toEqual([kitchen]);
    });

    test('that is empty gets no answers and adds no audit entry', async () => {
      const before = await auditEntriesOf(storage, daryna);
      expect(await register(storage, daryna, [])).toEqual([]);
      expect(await deregister(storage, daryna, [])).toEqual([]);
      expect(await auditEntriesOf(storage, daryna)).toEqual(before);
    });

    test('of 10,000 phones is registered, listed and deregistered, except those in use', async () => {
      const macs = Array.from({ length: 10_000 }, (_, index) => macOf((index * 7919) % 10_000));
      await register(storage, stranger, [macOf(5), macOf(9999)]);
      const outcomes = await register(storage, daryna, macs);
      expect(outcomes.flatMap((outcome, index) => (outcome === 'in_use' ? [macs[index]] : [])).sort()).toEqual([
        macOf(5),
        macOf(9999),
      ]);
      const own = [...macs].sort().filter((mac) => mac !== macOf(5) && mac !== macOf(9999));
      expect(await macsOf(storage, daryna)).toEqual(own);
      const gone = await deregister(storage, daryna, macs);
      expect(gone.filter((outcome) => outcome === 'not_found')).toHaveLength(2);
      expect(await macsOf(storage, daryna)).toEqual([]);
      expect(await macsOf(storage, stranger)).toEqual([macOf(5), macOf(9999)]);
    });

    test('whose IDs cannot be decrypted is refused: nothing is deregistered', async () => {
      await register(storage, daryna, [macOf(1), macOf(2)]);
      const idMatches = (): boolean => {
        throw new Error('encrypted with another key');
      };
      const phones = [anyId(macOf(1)), { mac: macOf(2), idMatches }];
      await expect(storage.registrations.deregister(daryna, { at: noon, phones })).rejects.toThrow('another key');
      expect(await macsOf(storage, daryna)).toEqual([macOf(1), macOf(2)]);
    });
  });

  describe('a listing', () => {
    test('with provider names contains the phones with one of these names only', async () => {
      for (const [index, providerName] of ['Ann', 'ann', 'Bob', "O'Neil"].entries()) {
        await register(storage, daryna, [macOf(index)], { providerName });
      }
      const listed = async (...names: readonly string[]) =>
        (await all(storage.registrations.list(daryna.accountId, names))).map(({ mac }) => mac);
      expect(await listed('Ann', "O'Neil", 'nobody')).toEqual([macOf(0), macOf(3)]);
      expect(await listed('%')).toEqual([]);
      expect(await listed()).toEqual([]);
    });

    test('is consistent while others write', async () => {
      const macs = Array.from({ length: 5000 }, (_, index) => macOf(index * 2));
      await register(storage, daryna, macs);
      const pages = storage.registrations.list(daryna.accountId, undefined)[Symbol.asyncIterator]();
      const first = await pages.next();
      const seen = first.done === true ? [] : first.value.map(({ mac }) => mac);
      expect(seen.length).toBeLessThan(macs.length);
      await deregister(storage, daryna, macs.slice(2500));
      await register(storage, daryna, [macOf(9001)]);
      for (let page = await pages.next(); page.done !== true; page = await pages.next()) {
        seen.push(...page.value.map(({ mac }) => mac));
      }
      expect(seen).toEqual(macs);
      expect(await macsOf(storage, daryna)).toEqual([...macs.slice(0, 2500), macOf(9001)]);
    });

    test('that is abandoned early or never read blocks no other work', async () => {
      await register(
        storage,
        daryna,
        Array.from({ length: 3000 }, (_, index) => macOf(index)),
      );
      for (let turn = 0; turn < 30; turn++) {
        const unread = storage.registrations.list(daryna.accountId, undefined)[Symbol.asyncIterator]();
        expect((await unread.next()).done).toBe(false);
        await unread.return?.();
        storage.registrations.list(daryna.accountId, undefined);
      }
      expect(await macsOf(storage, daryna)).toHaveLength(3000);
    });
  });
});
