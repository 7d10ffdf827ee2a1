import type { Actor, DeviceQuery, Storage } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, noon, register } from './phones.ts';

/** Number, provider name, URL and day of the registered phones. */
const phones = [
  [1, 'Daryna', 'http://a.example/%MACD.xml', 3],
  [2, 'daryna', 'http://a.example/100%25/x', 1],
  [3, 'Ärzte_Haus', 'http://b.example/', 2],
  [4, 'ärztehaus', 'http://B.example/', 2],
  [5, "O'Neil", 'http://b.example/[a]*?', 1],
  [6, 'Straße\\Weg', 'http://b.example/', 4],
] as const;

const everything = { sort: 'mac', descending: false, offset: 0, limit: 100 } as const;

onEachDatabase(({ open }) => {
  let storage: Storage;
  let daryna: Actor;
  beforeEach(async () => {
    storage = await open();
    daryna = await addActor(storage, 'daryna');
    for (const [number, providerName, url, day] of phones) {
      const registeredAt = new Date(noon.getTime() + day * 86_400_000);
      await register(storage, daryna, [macOf(number)], { providerName, url, registeredAt });
    }
    await register(storage, await addActor(storage, 'stranger'), [macOf(7)], { providerName: 'Daryna' });
  });

  const find = async (query: Partial<DeviceQuery>): Promise<readonly number[]> => {
    const { rows, total } = await storage.registrations.page(daryna.accountId, { ...everything, ...query });
    expect(total).toBe(rows.length);
    return rows.map(({ mac }) => Number.parseInt(mac.slice(6), 16));
  };

  test('a search finds parts of names, URLs and MACs in any case, beyond ASCII too', async () => {
    for (const [search, numbers] of [
      ['DARYNA', [1, 2]],
      ['ärzte', [3, 4]],
      ['ÄRZTE', [3, 4]],
      ['aryn', [1, 2]],
      ['7c2f80000003', [3]],
      ['000005', [5]],
      ['7c2f8000000', [1, 2, 3, 4, 5, 6]],
      ['7c2f800000031', []],
      ['B.EXAMPLE', [3, 4, 5, 6]],
      ['straße', [6]],
      ['', [1, 2, 3, 4, 5, 6]],
      ['nobody', []],
    ] as const) {
      expect({ search, numbers: await find({ search }) }).toEqual({ search, numbers });
    }
  });

  test('a search treats wildcard characters literally', async () => {
    for (const [search, numbers] of [
      ['%', [1, 2]],
      ['100%', [2]],
      ['_', [3]],
      ['Ä_', []],
      ['*', [5]],
      ['?', [5]],
      ['[a]', [5]],
      ['[', [5]],
      [']', [5]],
      ['^', []],
      ['-', []],
      ['\\', [6]],
      ["'", [5]],
      ['"', []],
      ["' OR 1=1 --", []],
      ['.*', []],
      ['\0', []],
      ['a\0', []],
    ] as const) {
      expect({ search, numbers: await find({ search }) }).toEqual({ search, numbers });
    }
  });

  test('a search longer than any stored value finds nothing', async () => {
    expect(await find({ search: 'ä'.repeat(100_000) })).toEqual([]);
  });

  test('a filter matches a name or a URL exactly', async () => {
    expect(await find({ providerName: 'Daryna' })).toEqual([1]);
    expect(await find({ providerName: 'aryna' })).toEqual([]);
    expect(await find({ url: 'http://b.example/' })).toEqual([3, 6]);
    expect(await find({ url: 'http://b.example/', providerName: 'Ärzte_Haus', search: 'haus' })).toEqual([3]);
    expect(await find({ providerName: '' })).toEqual([]);
    expect(await find({ providerName: 'Daryna\0' })).toEqual([]);
  });

  test.each([
    ['mac', [1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]],
    // In byte order: upper case, lower case, then non-ASCII.
    ['provider_name', [1, 5, 6, 2, 3, 4], [4, 3, 2, 6, 5, 1]],
    ['url', [4, 1, 2, 3, 6, 5], [5, 3, 6, 2, 1, 4]],
    ['registered_at', [2, 5, 3, 4, 1, 6], [6, 1, 3, 4, 2, 5]],
  ] as const)('sorted by %s, equal ones by MAC in either direction', async (sort, ascending, descending) => {
    expect(await find({ sort })).toEqual(ascending);
    expect(await find({ sort, descending: true })).toEqual(descending);
  });

  test('pages contain consecutive rows and the total number', async () => {
    const page = async (offset: number, limit: number) => {
      const query = { ...everything, search: 'EXAMPLE', offset, limit };
      const { rows, total } = await storage.registrations.page(daryna.accountId, query);
      expect(total).toBe(6);
      return rows.map(({ mac }) => mac);
    };
    expect(await page(0, 4)).toEqual([1, 2, 3, 4].map(macOf));
    expect(await page(4, 4)).toEqual([5, 6].map(macOf));
    expect(await page(8, 4)).toEqual([]);
    expect(await page(0, 0)).toEqual([]);
  });

  test('a row has all columns', async () => {
    const { rows } = await storage.registrations.page(daryna.accountId, { ...everything, limit: 1 });
    expect(rows).toEqual([
      {
        mac: macOf(1),
        providerName: 'Daryna',
        url: 'http://a.example/%MACD.xml',
        registeredAt: new Date('2026-11-27T12:00:00Z'),
        lastAsked: { redirected: undefined, refused: undefined },
      },
    ]);
  });

  test('returns the URLs and names of the account, in byte order or by use', async () => {
    const busy = await addActor(storage, 'busy');
    await register(storage, busy, [macOf(20)], { url: 'http://z.example', providerName: 'b' });
    await register(storage, busy, [macOf(21), macOf(22)], { url: 'http://m.example', providerName: 'a' });
    await register(storage, busy, [macOf(23)], { url: 'http://a.example', providerName: 'b' });
    expect(await storage.registrations.mostUsed(busy.accountId, 10)).toEqual({
      urls: [
        { value: 'http://m.example', phones: 2 },
        { value: 'http://a.example', phones: 1 },
        { value: 'http://z.example', phones: 1 },
      ],
      providerNames: [
        { value: 'a', phones: 2 },
        { value: 'b', phones: 2 },
      ],
    });
    expect(await storage.registrations.targets(busy.accountId, 10)).toEqual({
      urls: ['http://a.example', 'http://m.example', 'http://z.example'],
      providerNames: ['a', 'b'],
    });
    expect(await storage.registrations.targets(busy.accountId, 1)).toEqual({
      urls: ['http://a.example'],
      providerNames: ['a'],
    });
    expect(await storage.registrations.mostUsed(busy.accountId, 1)).toEqual({
      urls: [{ value: 'http://m.example', phones: 2 }],
      providerNames: [{ value: 'a', phones: 2 }],
    });
  });
});
