import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDevices } from '../../../../provider/functions/index.ts';
import { failureOf } from '../failure.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'read-devices-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The message of a call that must fail at once. */
const refusal = (path: string): string => failureOf(() => readDevices.call(path)).message;

describe('read_devices', () => {
  test('follows a symbolic link to a file', () => {
    writeFileSync(join(folder, 'devices.csv'), 'mac_id\n7C2F80820EC0-55DF\n');
    symlinkSync('devices.csv', join(folder, 'link.csv'));
    expect(Object.keys(readDevices.call(join(folder, 'link.csv')))).toEqual(['7C2F80820EC0']);
  });

  test('refuses a named pipe, to which nobody writes', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(refusal(pipe)).toContain('is not a regular file');
  });

  test('refuses a device without an end', () => {
    expect(refusal('/dev/zero')).toContain('is not a regular file');
  });

  test('shows no MAC-ID of a text in place of a path', () => {
    const text = 'mac_id,url\n7C2F80820EC0-55DF,http://provider.example/\n';
    for (const path of [text, text.replaceAll('\n', ' '), text.replaceAll('\n', ' ').repeat(1000)]) {
      expect(refusal(path)).not.toMatch(/-5|55DF/);
      expect(refusal(path).length).toBeLessThan(500);
    }
  });

  test('refuses a folder, and a path where there is nothing', () => {
    expect(refusal(folder)).toContain('is a folder');
    expect(refusal(join(folder, 'nothing.csv'))).toContain('There is no file');
  });

  test('refuses a file that is too large before it reads it', () => {
    const large = join(folder, 'large.csv');
    writeFileSync(large, '');
    truncateSync(large, 10 ** 12);
    expect(refusal(large)).toMatch(/has 1,000,000,000,000 bytes; the limit is /);
  });
});
