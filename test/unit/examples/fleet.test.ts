import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { type Phone, readFleet } from '../../../examples/fleet/fleet-file.ts';
import { FleetStack } from '../../../examples/fleet/fleet-stack.ts';

const header = 'mac_id,url,provider_name';
const reception = '7C2F80820EC0-55DF,http://provider.example/xml/%MACD.xml,Daryna';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-fleet-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function read(...lines: readonly string[]): readonly Phone[] {
  const file = join(dir, 'devices.csv');
  writeFileSync(file, lines.join('\n'));
  return readFleet(file);
}

describe('readFleet', () => {
  test('accepts any spelling, comments, blank lines, quotes, a BOM and CRLF', () => {
    expect(
      read(
        `\ufeff${header}\r\n\r\n# the reception\r\n7c:2f:80:82:0e:c0-55df , http://a.example/#x,"Daryna, Berlin"\r\n`,
      ),
    ).toEqual([
      { mac: '7C2F80820EC0', macId: '7C2F80820EC0-55DF', url: 'http://a.example/#x', providerName: 'Daryna, Berlin' },
    ]);
  });

  test('accepts a file without phones', () => {
    expect(read(header)).toEqual([]);
  });

  test.each([
    ['an invalid MAC-ID', ['7C2F8082-0EC0,http://a.example,b'], /^devices\.csv, line 4: .*is not a MAC-ID/],
    ['an invalid URL', ['7C2F80820EC1,provider.example,b'], /^devices\.csv, line 4: .*is not a redirect URL/],
    ['an empty provider name', ['7C2F80820EC1,http://a.example,'], /^devices\.csv, line 4: .*is not a provider name/],
    ['a missing field', ['7C2F80820EC1,http://a.example'], /^devices\.csv, line 4: 2 fields instead of 3/],
    [
      'a repeated phone',
      ['7c2f80820ec0,http://a.example,b'],
      /^devices\.csv, line 4: 7C2F80820EC0 is already in line 2/,
    ],
    ['an unclosed quotation mark', ['"7C2F80820EC1,http://a.example,b'], /^devices\.csv: Quote Not Closed.* line 4/],
  ])('reports the line of %s', (_, lines, message) => {
    expect(() => read(header, reception, '', ...lines)).toThrow(message);
  });

  test('shows the header in the error for a file without one', () => {
    expect(() => read(reception)).toThrow('devices.csv: the first line must be the header mac_id,url,provider_name');
  });

  test.each(['55D', '55DG', '55DFF'])('does not repeat what may be an ID: %s', (id) => {
    expect(() => read(header, `7C2F80820EC0-${id},http://a.example,b`)).toThrow(
      new RegExp(`^(?!.*${id}\\b)devices\\.csv, line 2: .*`, 's'),
    );
  });
});

describe('FleetStack', () => {
  const synth = (...lines: readonly string[]): { resource: Record<string, Record<string, unknown>> } => {
    const file = join(dir, 'devices.csv');
    writeFileSync(file, [header, ...lines].join('\n'));
    const stack = new FleetStack(Testing.app(), 'fleet', { site: 'berlin', file });
    const json: { resource: Record<string, Record<string, unknown>> } = JSON.parse(Testing.synth(stack));
    return json;
  };

  test('declares a phone for each row, named after its MAC, never after its MAC-ID', () => {
    expect(synth(reception).resource['gigaset_device']).toEqual({
      'berlin-7C2F80820EC0': {
        mac_id: '7C2F80820EC0-55DF',
        url: 'http://provider.example/xml/%MACD.xml',
        provider_name: 'Daryna',
      },
    });
  });

  test('declares the notification after the phones and without secrets', () => {
    expect(synth('7C2F80820EC0-55DF,http://user:secret@a.example/,Daryna').resource['null_resource']).toEqual({
      notification: {
        triggers: { '7C2F80820EC0': 'Daryna http://user:***@a.example/' },
        depends_on: ['gigaset_device.berlin-7C2F80820EC0'],
      },
    });
  });
});
