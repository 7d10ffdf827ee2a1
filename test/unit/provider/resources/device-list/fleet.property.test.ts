import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { difference } from '../../../../../provider/resources/device-list/difference.ts';
import { digest } from '../../../../../provider/resources/device-list/digest.ts';
import { noDefaults, placed } from '../../../../../provider/resources/device-list/resolved-fleet.ts';
import { byMac, fleet, phones, phonesIn, type Phone } from '../../../autoprov/device-file/phones.ts';
import {
  ascending,
  csvField,
  csvFields,
  guardedField,
  hexValue,
  macIdText,
  macText,
  parseFleet,
  sameFleet,
  writeFleet,
} from '#autoprov';

const line = ({ macId, url, providerName }: Phone): string =>
  [macId, url ?? '', providerName ?? ''].map(guardedField).join();
const text = (all: readonly Phone[]): string => ['mac_id,url,provider_name', ...all.map(line)].join('\n');

/** The same phones in another notation. */
const respelled = (all: readonly Phone[]) =>
  fc
    .shuffledSubarray([...all], { minLength: all.length })
    .chain((shuffled) =>
      fc
        .tuple(fc.constantFrom('\n', '\r\n', '\n\n', '\n# 7C2F80820EC0-55DF,\n'), fc.boolean())
        .map(([end, lower]) =>
          [
            '\uFEFF# devices\nprovider_name,mac_id,url',
            ...shuffled.map(({ macId, url, providerName }) =>
              [providerName ?? '', lower ? macId.toLowerCase() : macId, url ?? '']
                .map((field) => ` ${guardedField(field)} `)
                .join(),
            ),
          ].join(end),
        ),
    );

test('a written list is read back with every phone, URL and name', () => {
  fc.assert(
    fc.property(phones, (all) => {
      const read = fleet(text(all));
      expect(phonesIn(read)).toEqual(byMac(all));
      expect(phonesIn(fleet(writeFleet(read)))).toEqual(byMac(all));
    }),
  );
});

test('notation affects neither the fleet nor its digest', () => {
  fc.assert(
    fc.property(
      phones.chain((all) => fc.tuple(fc.constant(all), respelled(all))),
      ([all, other]) => {
        const [a, b] = [fleet(text(all)), fleet(other)];
        expect(sameFleet(a, b)).toBe(true);
        expect(digest(placed(a, noDefaults))).toBe(digest(placed(b, noDefaults)));
      },
    ),
  );
});

test('the difference of two fleets contains exactly the phones that differ', () => {
  fc.assert(
    fc.property(phones, phones, fc.nat(), (mine, theirs, keep) => {
      // Some phones are in both, a few of these with another URL.
      const common = mine.slice(0, keep % (mine.length + 1));
      const moved = common.map((phone, i) => (i % 3 === 0 ? { ...phone, url: 'http://moved.example/' } : phone));
      const macs = new Set(moved.map(({ macId }) => macId.slice(0, 12)));
      const next = [...moved, ...theirs.filter(({ macId }) => !macs.has(macId.slice(0, 12)))];
      const [a, b] = [placed(fleet(text(mine)), noDefaults), placed(fleet(text(next)), noDefaults)];
      const found = difference(a, b);
      const before = new Map(mine.map((phone) => [phone.macId.slice(0, 12), phone]));
      const after = new Map(next.map((phone) => [phone.macId.slice(0, 12), phone]));
      const differs = (was: Phone, is: Phone): boolean =>
        was.url !== is.url ||
        was.providerName !== is.providerName ||
        (was.macId.length === 17 && is.macId.length === 17 && was.macId !== is.macId);
      expect([found.registers.length, found.changes.length, found.deregisters.length]).toEqual([
        [...after.keys()].filter((mac) => !before.has(mac)).length,
        [...after].filter(([mac, is]) => before.has(mac) && differs(before.get(mac) ?? is, is)).length,
        [...before.keys()].filter((mac) => !after.has(mac)).length,
      ]);
    }),
  );
});

test('reads fields as csv-parse does', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '"', ',', ';', '#', 'é') });
  fc.assert(
    fc.property(
      fc.array(
        field.map((value) => value.trim()),
        { minLength: 1, maxLength: 5 },
      ),
      (fields) => {
        const written = fields.map(csvField).join();
        // We read an empty line as one field; csv-parse skips it.
        fc.pre(written !== '');
        const [theirs] = parse(written, { trim: true, relax_quotes: true });
        expect(csvFields(written)).toEqual(theirs);
        expect(csvFields(written)).toEqual(fields);
      },
    ),
  );
});

test('any text results in a fleet or in problems with lines', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'mac_id',
      ',url',
      ',',
      '"',
      '\n',
      '\r\n',
      '#',
      '7C2F80820EC0',
      '-55DF',
      'http://a.example/',
      '\uFEFF',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const parsed = parseFleet(pieces.join(''));
      if (parsed.ok) return;
      expect(parsed.problems.count).toBeGreaterThan(0);
      const lines = parsed.problems.first.map(({ line: at }) => at);
      expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    }),
  );
});

test('sorts MACs stably', () => {
  const mac = fc.oneof(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.integer({ min: 0, max: 3 }));
  fc.assert(
    fc.property(fc.array(mac, { maxLength: 200 }), (macs) => {
      const expected = Array.from(macs.keys()).sort((a, b) => (macs[a] ?? 0) - (macs[b] ?? 0) || a - b);
      expect([...ascending(Float64Array.from(macs))]).toEqual(expected);
    }),
  );
});

test('writes MACs and IDs with all digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.integer({ min: 0, max: 0xffff }), (mac, id) => {
      expect(macText(mac)).toBe(mac.toString(16).toUpperCase().padStart(12, '0'));
      expect(hexValue(macText(mac))).toBe(mac);
      expect(macIdText(mac, id)).toBe(`${macText(mac)}-${id.toString(16).toUpperCase().padStart(4, '0')}`);
    }),
  );
});
