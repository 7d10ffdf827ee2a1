import { parseFleet } from '../../../../../provider/resources/device-list/parse-fleet.ts';
import { fleet, phonesIn, wrongs } from './phones.ts';

const reception = '7C2F80820EC0-55DF';
const kitchen = '7C2F80208295-1910';
const url = 'http://provider.example/xml/%MACD.xml';

test('reads rows with and without URL and name, sorted by MAC', () => {
  const text = `mac_id,url,provider_name\n${reception},${url},Daryna\n${kitchen}\n7C2F80000001-ABCD,,Daryna\n`;
  expect(phonesIn(fleet(text))).toEqual([
    { macId: '7C2F80000001-ABCD', url: null, providerName: 'Daryna' },
    { macId: kitchen, url: null, providerName: null },
    { macId: reception, url, providerName: 'Daryna' },
  ]);
});

test.each([
  ['columns in another order, names in capitals', `URL , Mac_ID\n${url},${reception}`],
  ['line ends of Windows', `mac_id,url\r\n${reception},${url}\r\n`],
  ['line ends of old Macs', `mac_id,url\r${reception},${url}\r`],
  ['a byte order mark', `\uFEFFmac_id,url\n${reception},${url}\n`],
  ['comments and blank lines', `# our phones\n\nmac_id,url\n  # reception\n${reception},${url}\n \t\n#`],
  ['quotes', `"mac_id","url"\n"${reception}","${url}"`],
  ['another spelling of the MAC-ID', `mac_id,url\n7c:2f:80:82:0e:c0-55df,${url}`],
  ['blanks around fields', `mac_id,url\n ${reception} , ${url} `],
  ['no-break spaces in a blank line', `mac_id,url\n\u00a0\n${reception},${url}\n`],
  [
    'an empty field too many, as spreadsheets write it',
    `mac_id,url,\n${reception},${url},,`.replace('url,\n', 'url\n'),
  ],
])('%s are only spelling', (_, text) => {
  expect(phonesIn(fleet(text))).toEqual([{ macId: reception, url, providerName: null }]);
});

test('a quoted field may contain commas and quotes', () => {
  const text = `mac_id,provider_name\n${reception},"Daryna, ""Berlin"""\n`;
  expect(phonesIn(fleet(text))).toMatchObject([{ providerName: 'Daryna, "Berlin"' }]);
});

test('a header alone is an empty fleet; a missing header is an error', () => {
  expect(phonesIn(fleet('mac_id\n'))).toEqual([]);
  expect(wrongs('')).toEqual(['0: is empty']);
  expect(wrongs('# nothing yet\n\n')).toEqual(['0: is empty']);
});

test.each([
  [`${reception},${url}\n`, '1: the header is missing'],
  ['phone,where\n', '1: the header is missing'],
  ['mac_id,url,name\n', '1: "name" is not a column'],
  ['url,provider_name\n', '1: the column mac_id is missing'],
  ['mac_id,url,url\n', '1: the column url is there twice'],
  ['mac_id;url;provider_name\n', '1: the columns are separated by semicolons'],
  ['mac_id\turl\n', '1: the columns are separated by tabs'],
  ['"mac_id\n', '1: a quote is not closed'],
])('the header %j is an error of its line', (text, wrong) => {
  expect(wrongs(text)).toEqual([wrong]);
});

test('reports each problem with its line', () => {
  const text = [
    'mac_id,url,provider_name',
    `${reception},${url},Daryna`,
    `7C2F8082-0EC0,${url},Daryna`,
    '# a comment counts as a line',
    `${kitchen},ftp://provider.example/,Daryna`,
    `7C2F80000001-ABCD,${url},"Daryna`,
    `7C2F80000002-ABCD,${url},Daryna,more`,
    `,${url},Daryna`,
  ].join('\n');
  expect(wrongs(text)).toEqual([
    '3: "7C2F8082-****" is not a MAC-ID',
    '5: "ftp://provider.example/" is not a redirect URL',
    '6: a quote is not closed',
    '7: there are 4 fields, and 3 columns',
    '8: "" is not a MAC-ID',
  ]);
});

test('reports a repeated phone with both lines in any spelling', () => {
  const text = `mac_id\n${reception}\n${kitchen}\n\n7c2f80820ec0\n${reception}\n`;
  expect(wrongs(text)).toEqual([
    '5: phone 7C2F80820EC0 is on line 2 already',
    '6: phone 7C2F80820EC0 is on line 2 already',
  ]);
});

test('reports the first twenty problems and the total number', () => {
  const text = ['mac_id', ...Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? 'nonsense' : reception))].join('\n');
  const parsed = parseFleet(text);
  expect(parsed).toMatchObject({ ok: false, problems: { count: 250 + 249 } });
  expect(wrongs(text).map((wrong) => Number(wrong.split(':')[0]))).toEqual([
    2,
    ...Array.from({ length: 19 }, (_, i) => i + 4),
  ]);
});

test('no problem shows an ID', () => {
  // Not the example in the messages.
  const id = 'BEEF';
  const texts = [
    `7C2F80820EC0-${id},http://a.example/`,
    `mac_id\n7C2F80820EC-${id}`,
    `mac_id\n7C2F80820EC0-${id}X`,
    `mac_id\n7C2F80820EC0 ${id}\n7C2F80820EC0-${id}`,
    `mac_id,url\n7C2F80820EC0-${id},ftp://a.example/`,
    `mac_id,url\n"7C2F80820EC0-${id},http://a.example/`,
    `mac_id\n7C2F80820EC0-${id},more`,
    `7C2F80820EC0-${id};http://a.example/`,
  ];
  for (const text of texts) {
    const parsed = parseFleet(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed.ok || parsed.problems)).not.toContain(id);
  }
});
