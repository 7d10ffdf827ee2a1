import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { parseDevices } from '../../../../provider/functions/index.ts';
import { spelledMacIds } from '../../../unit/autoprov/spellings.ts';
import { failureOf } from '../failure.ts';

const url = 'http://provider.example/xml/%MACD.xml';
const csv = (...lines: readonly string[]): string => ['mac_id,url,provider_name', ...lines, ''].join('\n');

/** A CSV as Python writes it in the Excel dialect: CRLF, and quotes where needed or everywhere. */
function writtenByPython(rows: readonly (readonly string[])[], quotes: 'MINIMAL' | 'ALL'): string {
  const script = `import csv, json, sys; csv.writer(sys.stdout, quoting=csv.QUOTE_${quotes}).writerows(json.load(sys.stdin))`;
  return execFileSync('python3', ['-c', script], { input: JSON.stringify(rows), encoding: 'utf8' });
}

describe('parse_devices', () => {
  test('returns an object per phone in the order of the lines, normalised', () => {
    const text = `\uFEFFmac_id,url,provider_name\r
# ground floor\r
7c:2f:80:82:0e:c0-55df,${url},Daryna\r
\r
7C2F80208295-1910,,"Olena, Ulm"\r
7C2F80A14B02,"http://other.example/?a=1,2",\r
`;
    expect(parseDevices.call(text)).toEqual([
      { mac_id: '7C2F80820EC0-55DF', mac: '7C2F80820EC0', url, provider_name: 'Daryna' },
      { mac_id: '7C2F80208295-1910', mac: '7C2F80208295', url: null, provider_name: 'Olena, Ulm' },
      { mac_id: '7C2F80A14B02', mac: '7C2F80A14B02', url: 'http://other.example/?a=1,2', provider_name: null },
    ]);
  });

  test('accepts a header alone, and columns in any order', () => {
    expect(parseDevices.call(csv())).toEqual([]);
    expect(parseDevices.call(`provider_name,mac_id\nDaryna,7C2F80820EC0-55DF\n`)).toEqual([
      { mac_id: '7C2F80820EC0-55DF', mac: '7C2F80820EC0', url: null, provider_name: 'Daryna' },
    ]);
  });

  test('reads every phone of a CSV that Python has written', () => {
    const phone = fc.record({
      macId: spelledMacIds('every'),
      path: fc.stringMatching(/^[a-z0-9,;=?&/%MACD]{0,20}$/).map((text) => text.replace(/%(?!MACD)/g, '')),
      name: fc.stringMatching(/^[A-Za-z0-9,;"'#äöü-]{1,20}$/),
    });
    const phones = fc.uniqueArray(phone, { selector: ({ macId }) => macId.mac, maxLength: 60 });
    const columns = fc.shuffledSubarray(['mac_id', 'url', 'provider_name'], { minLength: 3 });
    fc.assert(
      fc.property(phones, columns, (all, header) => {
        const rows = all.map(({ macId: { text, mac, id }, path, name }) => ({
          cells: { mac_id: text, url: `http://provider.example/${path}`, provider_name: name },
          expected: { mac_id: `${mac}-${id}`, mac, url: `http://provider.example/${path}`, provider_name: name },
        }));
        const lines = rows.map(({ cells }) => header.map((column) => String(Reflect.get(cells, column))));
        // Without quotes, a name that begins with # would turn its line into a comment.
        const text = writtenByPython([header, ...lines], header[0] === 'provider_name' ? 'ALL' : 'MINIMAL');
        expect(parseDevices.call(text)).toEqual(rows.map(({ expected }) => expected));
      }),
      { numRuns: 10 },
    );
  });

  test.each([
    ['an invalid MAC-ID', csv('7C2F80820EC0-55DF,,', '7C2F8082-0EC0,,'), 'line 3: "7C2F8082-****" is not a MAC-ID'],
    ['an invalid URL', csv('7C2F80820EC0-55DF,ftp://provider.example/,'), 'line 2: "ftp://provider.example/" is not'],
    ['an invalid name', csv(`7C2F80820EC0-55DF,,${'x'.repeat(256)}`), 'It has 256 characters'],
    ['a repeated MAC', csv('7C2F80820EC0-55DF,,', '#', '7c2f80820ec0,,'), 'line 4: '],
    ['one field too many', csv('7C2F80820EC0-55DF,,,Daryna'), 'line 2: there are 4 fields and 3 columns'],
    ['a quote that is not closed', csv('7C2F80820EC0-55DF,,"Daryna'), 'line 2: a quote is not closed'],
    ['a text without a header', '7C2F80820EC0-55DF,,\n', 'line 1: '],
    ['an empty text', '', 'it is empty'],
  ])('%s is an error at the argument that names the line, and no ID', (_, text, words) => {
    const { message, argument } = failureOf(() => parseDevices.call(text));
    expect(argument).toBe(0);
    expect(message).toContain(words);
    expect(message.replaceAll('7C2F80820EC0-55DF.', '')).not.toContain('55DF');
  });

  test('reports the first twenty mistakes and the number of the rest', () => {
    const { message } = failureOf(() =>
      parseDevices.call(csv(...Array.from({ length: 50 }, (_, i) => `phone ${i},,`))),
    );
    expect(message.match(/^line \d+: /gm)).toHaveLength(20);
    expect(message).toMatch(/\nand 30 more$/);
  });
});
