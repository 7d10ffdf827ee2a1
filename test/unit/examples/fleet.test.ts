import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { FleetStack } from '../../../examples/fleet/fleet-stack.ts';

const header = 'mac_id,url,provider_name';
const reception = '7C2F80820EC0-55DF,http://provider.example/xml/%MACD.xml,Daryna';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-fleet-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('FleetStack', () => {
  const synth = (...lines: readonly string[]): { resource: Record<string, Record<string, unknown>> } => {
    const file = join(dir, 'devices.csv');
    writeFileSync(file, [header, ...lines].join('\n'));
    const stack = new FleetStack(Testing.app(), 'fleet', { site: 'berlin', file });
    const json: { resource: Record<string, Record<string, unknown>> } = JSON.parse(Testing.synth(stack));
    return json;
  };

  test('declares a phone for each row, named after its MAC, never after its MAC-ID', () => {
    expect(Object.keys(synth(reception).resource['gigaset_device'] ?? {})).toEqual([
      expect.stringMatching(/^berlin_7C2F80820EC0_[0-9A-F]{8}$/),
    ]);
  });

  test('declares the notification after the phones and without secrets', () => {
    expect(synth('7C2F80820EC0-55DF,http://user:secret@a.example/,Daryna').resource['null_resource']).toEqual({
      notification: {
        triggers: { '7C2F80820EC0': 'Daryna http://user:***@a.example/' },
        depends_on: [expect.stringMatching(/^gigaset_device\.berlin_7C2F80820EC0_/)],
      },
    });
  });
});
