import type { Actor, Storage } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, all, anyId, auditEntriesOf, noon, phone, register, url, withId } from './phones.ts';

const reception = '7C2F80820EC0';
const kitchen = '7C2F80208295';
const later = new Date(noon.getTime() + 60_000);
const elsewhere = { url: 'http://other.example/%MACD.xml', providerName: 'Zoe', at: later };

onEachDatabase(({ open }) => {
  let storage: Storage;
  let daryna: Actor;
  let stranger: Actor;
  beforeEach(async () => {
    storage = await open();
    daryna = await addActor(storage, 'daryna');
    stranger = await addActor(storage, 'stranger');
  });
  const repoint = (actor: Actor, macs: readonly string[], target = elsewhere) =>
    storage.registrations.repoint(actor, { ...target, phones: macs.map((mac) => anyId(mac)) });

  test('re-points phones, keeps their IDs, and makes one audit entry', async () => {
    const { registrations } = storage;
    await registrations.register(daryna, {
      url,
      providerName: 'Daryna',
      registeredAt: noon,
      phones: [phone(reception, 'its ID'), phone(kitchen)],
    });
    const before = await registrations.find(daryna.accountId, reception);
    expect(await repoint(daryna, [reception, kitchen])).toEqual(['repointed', 'repointed']);
    const after = await registrations.find(daryna.accountId, reception);
    expect(after).toMatchObject({ url: elsewhere.url, providerName: 'Zoe', registeredAt: later });
    expect(Buffer.from(after?.encryptedId ?? [])).toEqual(Buffer.from(before?.encryptedId ?? []));
    const [entry] = await auditEntriesOf(storage, daryna);
    expect(entry).toEqual({
      at: later,
      channel: 'xmlrpc',
      action: 'repointed',
      macs: [reception, kitchen],
      macCount: 2,
      url: elsewhere.url,
      providerName: 'Zoe',
    });
  });

  test('two equal changes at the same time change each phone once', async () => {
    await register(storage, daryna, [reception, kitchen]);
    const outcomes = await Promise.all([1, 2].map(() => repoint(daryna, [reception, kitchen])));
    expect(outcomes.map(([first]) => first).sort()).toEqual(['repointed', 'unchanged']);
    const entries = await auditEntriesOf(storage, daryna);
    expect(entries.filter(({ action }) => action === 'repointed')).toHaveLength(1);
  });

  test('changes no phone that is unknown, of another account, or named with a wrong ID', async () => {
    await register(storage, stranger, [kitchen]);
    await storage.registrations.register(daryna, {
      url,
      providerName: 'Daryna',
      registeredAt: noon,
      phones: [phone(reception, 'right')],
    });
    const phones = [anyId(kitchen), withId(reception, 'wrong'), anyId('7C2F80AAAAAA')];
    const outcomes = await storage.registrations.repoint(daryna, { ...elsewhere, phones });
    expect(outcomes).toEqual(['not_found', 'wrong_id', 'not_found']);
    expect(await storage.registrations.find(stranger.accountId, kitchen)).toMatchObject({ url, registeredAt: noon });
    expect(await storage.registrations.find(daryna.accountId, reception)).toMatchObject({ url, registeredAt: noon });
    expect(await auditEntriesOf(storage, daryna)).not.toContainEqual(expect.objectContaining({ action: 'repointed' }));
  });

  test('leaves phones alone that have the target already, and changes a repeated phone once', async () => {
    await register(storage, daryna, [reception, kitchen]);
    expect(await repoint(daryna, [reception])).toEqual(['repointed']);
    const again = { ...elsewhere, at: new Date(later.getTime() + 60_000) };
    expect(await repoint(daryna, [reception, kitchen, kitchen], again)).toEqual([
      'unchanged',
      'repointed',
      'unchanged',
    ]);
    expect(await storage.registrations.find(daryna.accountId, reception)).toMatchObject({ registeredAt: later });
    const [entry] = await auditEntriesOf(storage, daryna);
    expect(entry).toMatchObject({ action: 'repointed', macs: [kitchen] });
  });

  test('gives all phones of a list the same target when two changes overlap', async () => {
    await register(storage, daryna, [reception, kitchen]);
    await repoint(daryna, [reception]);
    const third = { ...elsewhere, url: 'http://third.example/%MACD.xml' };
    await Promise.all([third, elsewhere].map((target) => repoint(daryna, [reception, kitchen], target)));
    const found = await storage.registrations.findMany(daryna.accountId, [reception, kitchen]);
    expect(found.get(kitchen)?.url).toBe(found.get(reception)?.url);
  });

  test('stores a target with secrets encrypted, and removes the old secret', async () => {
    await register(storage, daryna, [reception]);
    const encryptedUrl = Uint8Array.of(1, 2, 3);
    const phones = [anyId(reception)];
    await storage.registrations.repoint(daryna, { ...elsewhere, encryptedUrl, phones });
    const found = await storage.registrations.findForPhone(reception);
    expect(Array.from(found?.encryptedUrl ?? [])).toEqual([1, 2, 3]);
    await storage.registrations.repoint(daryna, { ...elsewhere, phones });
    expect((await storage.registrations.findForPhone(reception))?.encryptedUrl).toBeUndefined();
  });

  test('answers a phone with the old or the new target while 10,000 are re-pointed in slices', async () => {
    const macs = Array.from({ length: 10_000 }, (_, index) => macOf(index));
    await register(storage, daryna, macs);
    let isDone = false;
    const seen = new Set<string | undefined>();
    const phones = Array.from({ length: 4 }, async (_, start) => {
      for (let at = start; !isDone; at = (at + 997) % macs.length) {
        seen.add((await storage.registrations.findForPhone(macs[at] ?? ''))?.url);
      }
    });
    for (let start = 0; start < macs.length; start += 1000) {
      const outcomes = await repoint(daryna, macs.slice(start, start + 1000));
      expect(new Set(outcomes)).toEqual(new Set(['repointed']));
    }
    isDone = true;
    await Promise.all(phones);
    expect([...seen].filter((found) => found !== url && found !== elsewhere.url)).toEqual([]);
    const { total } = await storage.registrations.page(daryna.accountId, {
      url: elsewhere.url,
      sort: 'mac',
      descending: false,
      offset: 0,
      limit: 1,
    });
    expect(total).toBe(10_000);
  });

  test('lists what a filter finds, and finds many phones of the account alone', async () => {
    await register(storage, daryna, [reception, kitchen]);
    await repoint(daryna, [kitchen]);
    await register(storage, stranger, ['7C2F80AAAAAA']);
    const list = async (filter: Parameters<typeof storage.registrations.listMatching>[1]) =>
      (await all(storage.registrations.listMatching(daryna.accountId, filter))).map(({ mac }) => mac);
    expect(await list({})).toEqual([kitchen, reception]);
    expect(await list({ url: elsewhere.url })).toEqual([kitchen]);
    expect(await list({ search: '820ec0', providerName: 'Daryna' })).toEqual([reception]);
    expect(await list({ search: 'nobody\0' })).toEqual([]);
    const found = await storage.registrations.findMany(daryna.accountId, [reception, kitchen, '7C2F80AAAAAA']);
    expect([...found.keys()].sort()).toEqual([kitchen, reception]);
    const { urls } = await storage.registrations.mostUsed(daryna.accountId, 10);
    expect(urls).toEqual([
      { value: elsewhere.url, phones: 1 },
      { value: url, phones: 1 },
    ]);
  });
});
