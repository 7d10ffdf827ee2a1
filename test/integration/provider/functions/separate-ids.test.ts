import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseIds, readDevices } from '../../../../provider/functions/index.ts';
import { spelledMacIds } from '../../../unit/autoprov/spellings.ts';
import { failureOf } from '../failure.ts';

const url = 'http://provider.example/xml/%MACD.xml';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-functions-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const fileWith = (content: string | Uint8Array): string => {
  const path = join(dir, 'devices.csv');
  writeFileSync(path, content);
  return path;
};

describe('read_devices', () => {
  test('returns the phones of a file by MAC', () => {
    const path = fileWith(`mac_id,url,provider_name\n7c:2f:80:82:0e:c0,${url},Daryna\n7C2F80208295-1910,,\n`);
    expect(readDevices.call(path)).toEqual({
      '7C2F80820EC0': { mac_id: '7C2F80820EC0', mac: '7C2F80820EC0', url, provider_name: 'Daryna' },
      '7C2F80208295': { mac_id: '7C2F80208295-1910', mac: '7C2F80208295', url: null, provider_name: null },
    });
  });

  test('reads what a spreadsheet saves as UTF-16 and with semicolons', () => {
    const path = fileWith(Buffer.from('\uFEFFmac_id;provider_name\r\n7C2F80820EC0;Großhandel\r\n', 'utf16le'));
    expect(Object.values(readDevices.call(path))).toMatchObject([{ provider_name: 'Großhandel' }]);
  });

  test.each([
    ['a mistake', 'mac_id\n7C2F80820EC0-55DF\n7C2F8082-0EC0\n', 'devices.csv, line 3: "7C2F8082-****" is not a MAC-ID'],
    ['a workbook', Buffer.from('PK\u0003\u0004'), 'devices.csv: It is an Excel workbook (.xlsx)'],
    ['an empty file', '', 'devices.csv is empty'],
  ])('%s is an error that names file and line, and no ID', (_, content, words) => {
    const { message, argument } = failureOf(() => readDevices.call(fileWith(content)));
    expect(argument).toBe(0);
    expect(message).toContain(words);
    expect(message.replaceAll('7C2F80820EC0-55DF.', '')).not.toContain('55DF');
  });

  test('a file that is not there is an error', () => {
    expect(failureOf(() => readDevices.call(join(dir, 'none.csv'))).message).toContain('There is no file');
  });
});

describe('parse_ids', () => {
  test('returns every MAC-ID by its MAC, in any spelling', () => {
    fc.assert(
      fc.property(fc.uniqueArray(spelledMacIds('every'), { selector: ({ mac }) => mac, minLength: 1 }), (all) => {
        const { mac_ids: macIds, errors } = parseIds.call(['mac_id', ...all.map(({ text }) => `"${text}"`)].join('\n'));
        expect(errors).toEqual([]);
        expect({ ...macIds }).toEqual(Object.fromEntries(all.map(({ mac, id }) => [mac, `${mac}-${id}`])));
      }),
    );
  });

  test('reports lines with mistakes and phones with two IDs, leaves them out, and shows no ID', () => {
    const text = '7C2F80820EC0-55DF\n7C2F80208295-1910\n7C2F80A14B02-3E9G\n7C2F80820EC0-55D0\n7C2F80A14B1F\n';
    const { mac_ids: macIds, errors } = parseIds.call(text);
    expect(macIds).toEqual({ '7C2F80208295': '7C2F80208295-1910' });
    expect(errors?.map((error) => error?.split(':')[0])).toEqual(['line 3', 'line 4', 'line 5']);
    expect(errors?.join('\n').replaceAll('7C2F80820EC0-55DF.', '')).not.toMatch(/55D[F0]|1910|3E9G/);
  });

  test.each(['', '\0', 'nonsense', 'PK\u0003\u0004'])('never fails, not even for %j', (text) => {
    expect(parseIds.call(text)).toMatchObject({ mac_ids: {}, errors: [expect.any(String)] });
  });
});
