import fc from 'fast-check';
import { byMac, fleet, phones, phonesIn, wrongs } from './phones.ts';
import { csvFields, writeFleet } from '#autoprov';

/** Provider names that a spreadsheet would run, or that look as if they had been made harmless. */
const formula = fc
  .tuple(
    fc.stringMatching(/^'{0,2}$/),
    fc.constantFrom('=', '+', '-', '@'),
    fc.constantFrom('1+1', "cmd|' /C calc'!A0"),
  )
  .map((parts) => parts.join(''));

const hostile = phones.chain((all) =>
  fc.tuple(...all.map((phone) => formula.map((providerName) => ({ ...phone, providerName })))),
);

test('no field of a written file is a formula, and each name is read back', () => {
  fc.assert(
    fc.property(hostile, (all) => {
      const header = 'mac_id,url,provider_name\n';
      const rows = all.map(({ macId, url }, at) => `${macId},"${url ?? ''}",'${all[at]?.providerName ?? ''}\n`);
      const written = writeFleet(fleet(header + rows.join('')));
      const cells = written.split('\n').flatMap((line) => csvFields(line) ?? []);
      expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
      expect(phonesIn(fleet(written))).toEqual(byMac(all));
    }),
  );
});

test.each(['=1', '+1', '-1', '@A1', "O'Neill", "'Daryna'"])('a name that people write is read as it is: %s', (name) => {
  const text = `mac_id,provider_name\n7C2F80820EC0,${name}\n`;
  expect(wrongs(text)).toEqual([]);
  expect(phonesIn(fleet(text))[0]?.providerName).toBe(name);
});
