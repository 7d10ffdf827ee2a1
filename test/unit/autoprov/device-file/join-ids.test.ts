import fc from 'fast-check';
import { byMac, fleet, phones, phonesIn } from './phones.ts';
import { bareFleet, joinIds, macAt, parseFleet, sameIds, writeFleet, writeMacIds, type Fleet } from '#autoprov';

const URL = 'http://provider.example/%MACD.xml';

const ids = (text: string): Fleet => parseFleet(text, { content: 'ids' }).fleet;

test('adds IDs to bare MACs, whatever their order and spelling', () => {
  const joined = joinIds(
    fleet(`mac_id,url\n7C2F80820EC0,${URL}\n7C2F80208295,${URL}\n7C2F80000001-ABCD,${URL}\n`),
    ids('# reception\n7c:2f:80:82:0e:c0-55df\n7C2F80208295-1910\n7C2F80000001-ABCD\n'),
  );
  expect(phonesIn(joined.fleet).map(({ macId }) => macId)).toEqual([
    '7C2F80000001-ABCD',
    '7C2F80208295-1910',
    '7C2F80820EC0-55DF',
  ]);
  expect(joined.problems.count).toBe(0);
  expect(joined.unused).toHaveLength(0);
});

test('tells IDs without a row, and leaves rows without an ID bare', () => {
  const apart = ids('7C2F80820EC0-55DF\n7C2F80000002-ABCE\n');
  const joined = joinIds(fleet('mac_id\n7C2F80820EC0\n7C2F80000003\n'), apart);
  expect(phonesIn(joined.fleet).map(({ macId }) => macId)).toEqual(['7C2F80000003', '7C2F80820EC0-55DF']);
  expect(Array.from(joined.unused, (at) => [macAt(apart, at), apart.lines[at]])).toEqual([['7C2F80000002', 2]]);
});

test('a row with another ID is a problem at its line that shows no ID', () => {
  const { problems } = joinIds(fleet('mac_id\n\n7C2F80820EC0-55DF\n'), ids('mac_id\n7C2F80820EC0-1910\n'));
  expect(problems.first).toEqual([
    expect.objectContaining({ line: 3, headline: 'phone 7C2F80820EC0 has another ID on line 2 of ids' }),
  ]);
  expect(JSON.stringify(problems.first)).not.toMatch(/55DF|1910/);
});

test('a fleet that is split into MACs and IDs is whole again when it is joined', () => {
  fc.assert(
    fc.property(phones, (all) => {
      const whole = fleet(writeFleet(fleet(textOf(all))));
      const bare = fleet(writeFleet(bareFleet(whole)));
      const joined = joinIds(bare, ids(`mac_id\n${writeMacIds(whole)}`));
      expect(phonesIn(joined.fleet)).toEqual(byMac(all));
      expect(joined.unused).toHaveLength(0);
    }),
  );
});

test('the same MAC-IDs in another order and spelling are the same', () => {
  const one = ids('7C2F80820EC0-55DF\n7C2F80000002-ABCE\n');
  expect(sameIds(one, ids('mac_id\n7c2f80000002abce\n# x\n7C2F80820EC0-55DF\n'))).toBe(true);
  expect(sameIds(one, ids('7C2F80820EC0-55D0\n7C2F80000002-ABCE\n'))).toBe(false);
  expect(sameIds(one, ids('7C2F80820EC0-55DF\n'))).toBe(false);
});

const quoted = (text: string | null): string => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);

const textOf = (all: readonly ReturnType<typeof phonesIn>[number][]): string =>
  [
    'mac_id,url,provider_name',
    ...all.map((phone) => [phone.macId, quoted(phone.url), quoted(phone.providerName)].join()),
  ]
    .map((line) => `${line}\n`)
    .join('');
