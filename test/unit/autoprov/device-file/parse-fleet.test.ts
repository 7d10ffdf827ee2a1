import fc from 'fast-check';
import { fleet, phonesIn, wrongs } from './phones.ts';
import { parseFleet } from '#autoprov';

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
  ['line ends of old Macs and one of Unix', `mac_id,url\r${reception},${url}\r\n`],
  ['line ends that were converted twice', `mac_id,url\r\r\n${reception},${url}\r\r\n`],
  ['a byte order mark within joined files', `mac_id,url\n\uFEFF${reception},${url}\n`],
  ['a byte order mark', `\uFEFFmac_id,url\n${reception},${url}\n`],
  ['comments and blank lines', `# our phones\n\nmac_id,url\n  # reception\n${reception},${url}\n \t\n#`],
  ['semicolons, as a German Excel writes', `mac_id;url\n${reception};${url}\n`],
  ['tabs, as a copied table has', `mac_id\turl\n${reception}\t${url}\n`],
  ['quotes between semicolons', `mac_id;url\n"${reception}" ; "${url}"\n`],
  ['quotes between tabs', `mac_id\turl\n"${reception}"\t"${url}"\n`],
  ['a line that names the separator', `sep=;\nmac_id;url\n${reception};${url}\n`],
  ['empty rows of a sheet', `mac_id,url,\n${reception},${url},\n,,\n,,\n`],
  ['empty rows of a German sheet', `mac_id;url;\n${reception};${url};\n;;\n;;\n`],
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
  ['mac_id,url,url\n', '1: the column url occurs twice'],
  ['mac_id;url;name\n', '1: "name" is not a column'],
  ['mac_id|url\n', '1: the header is missing'],
  [`mac_id,${reception}\n`, '1: "7C2F80820EC0-****" is not a column'],
  [`mac_id\n${reception}\nmac_id\n`, '3: the header occurs again'],
  ['mac_id,url\n7C2F80820EC0,55DF\n', '2: the ID of phone 7C2F80820EC0 is in the column url'],
  [`mac_id,url\n${kitchen},${reception}\n`, '2: "7C2F80820EC0-****" is not a redirect URL'],
  ['mac_id\n\0\0\0', '0: is binary data, not CSV'],
  ['m\0a\0c\0_\0i\0d\0', '0: is text in UTF-16, not CSV'],
  ['sep=,\nmac_id;url\n', '2: the header is missing'],
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
    '7: there are 4 fields and 3 columns',
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

test.each([
  ['without line ends', ['a', '7C ', '"" ', 'mac_id,'].map((text) => text.repeat(1_000_000))],
  [
    'with a huge row',
    [',', '""', ' ', '- ', 'http://a:@'].map((text) => `mac_id\n${reception},${text.repeat(1_000_000)}`),
  ],
])('refuses a file %s by the length of its line', (_, texts) => {
  for (const text of texts)
    expect(wrongs(text)).toEqual([expect.stringMatching(/^[12]: the line has [\d,]+ characters$/)]);
});

test.each([
  ['devices.csv', 'This is the name of a file. Read the file, as in file("devices.csv").'],
  ['mac_id|url', 'Separate the columns by commas, semicolons or tabs.'],
  [`${reception},${url}`, 'This line already contains a phone.'],
])('a missing header in %j is explained', (text, hint) => {
  const parsed = parseFleet(text);
  expect(parsed.ok ? [] : parsed.problems.first[0]?.details).toContain(hint);
});

test('lines end in any way', () => {
  const ends = fc.constantFrom('\n', '\r\n', '\r', '\r\r\n');
  fc.assert(
    fc.property(fc.array(ends, { minLength: 3, maxLength: 3 }), ([a = '', b = '', c = '']) => {
      const text = `mac_id,url${a}${reception},${url}${b}${kitchen},${url}${c}`;
      expect(phonesIn(fleet(text)).map(({ macId }) => macId)).toEqual([kitchen, reception]);
    }),
  );
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
    `mac_id,7C2F80820EC0-${id}`,
    `mac_id,url\n7C2F80820EC0,${id}`,
    `mac_id,url\n7C2F80208295,7C2F80820EC0-${id}`,
    `mac_id,provider_name\n7C2F80208295-1910,7C2F80820EC0-${id}${'x'.repeat(300)}`,
  ];
  for (const text of texts) {
    const parsed = parseFleet(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed.ok || parsed.problems)).not.toContain(id);
  }
});

describe('a file of MAC-IDs', () => {
  const ids = { content: 'ids' } as const;
  const read = (text: string): readonly string[] => {
    const parsed = parseFleet(text, ids);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.first));
    return phonesIn(parsed.fleet).map(({ macId }) => macId);
  };

  test.each([
    ['a MAC-ID per line', `${kitchen}\n${reception}\n`],
    ['a header', `mac_id\n${kitchen}\n${reception}\n`],
    ['a column among others', `model;MAC-ID;serial\nS650;${kitchen};1\nS650;${reception};2\n`],
    ['further columns behind the MAC-ID', `${kitchen},S650,1\n${reception},S650,2\n`],
    ['further columns without a header, separated by tabs', `${kitchen}\tS650\n${reception}\tN510\n`],
    ['comments and empty rows', `# delivered in May\n${kitchen}\n\n,,\n${reception}\n`],
  ])('may have %s', (_, text) => {
    expect(read(text)).toEqual([kitchen, reception]);
  });

  test('needs an ID in each row', () => {
    const parsed = parseFleet(`7C2F80820EC0\n${kitchen}\nnonsense\n`, ids);
    expect(parsed.ok || parsed.problems.first.map(({ line, headline }) => `${line}: ${headline}`)).toEqual([
      '1: 7C2F80820EC0 has no ID',
      '3: "nonsense" is not a MAC-ID',
    ]);
  });

  test('may repeat a MAC-ID, but not a MAC with another ID', () => {
    expect(read(`${reception}\n${kitchen}\n${reception}\n`)).toEqual([kitchen, reception]);
    const parsed = parseFleet(`${reception}\n7C2F80820EC0-BEEF\n`, ids);
    expect(parsed.ok || parsed.problems.first).toEqual([
      { line: 2, headline: 'phone 7C2F80820EC0 has another ID on line 1', details: [expect.any(String)] },
    ]);
  });
});

test.each([
  ['an Excel workbook', 'PK\u0003\u0004\u0014'],
  ['UTF-16', 'm\0a\0c\0_\0i\0d\0'],
])('names %s that something else has decoded', (_, text) => {
  expect(wrongs(text)).toEqual([expect.stringMatching(/^0: is .*, not CSV$/)]);
});
