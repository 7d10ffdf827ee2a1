import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { createClient } from '#autoprov';

let dir: string;
let server: TestServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-inventory-'));
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const inventory = (...args: readonly string[]) => runCommand(['inventory', ...args, '--data', server.dataDir]);

function file(...lines: readonly string[]): string {
  const path = join(dir, 'made.csv');
  writeFileSync(path, lines.join('\n'));
  return path;
}

test('an import takes effect at once while the server runs', async () => {
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  const register = (macId: string) => client.registerDevice(macId, 'http://provider.example/%MACD.xml', 'Daryna');
  expect((await inventory('count')).stdout).toContain('any phone can be registered');

  const list = file('\ufeffmac_id,model', '7c2f80820ec0-55df,N510', '# a comment', '', '"7C2F80208295-1910",Maxwell');
  expect((await inventory('import', list)).stdout).toBe('2 phones imported; the inventory has 2 phones\n');

  expect(await register('7C2F80A14B02-3E91')).toEqual({
    ok: false,
    refusal: { code: 'mac_not_exist', value: '7C2F80A14B02' },
  });
  expect(await register('7C2F80820EC0-0000')).toMatchObject({ ok: false, refusal: { code: 'mac_invalid' } });
  expect(await register('7C2F80820EC0-55DF')).toMatchObject({ ok: true });
  const outcomes = await client.registerDeviceList(
    ['7C2F80208295-1910', '7C2F80A14B02-3E91'],
    'http://provider.example/%MACD.xml',
    'Daryna',
  );
  expect(outcomes).toMatchObject([{ ok: true }, { ok: false, refusal: { code: 'mac_not_exist' } }]);

  // An import adds to the existing entries.
  expect((await inventory('import', file('7C2F80A14B02-3E91'))).stdout).toContain('the inventory has 3 phones');
  expect(await register('7C2F80A14B02-3E91')).toMatchObject({ ok: true });
  await inventory('clear');
  expect(await register('7C2F80A14B1F-0C47')).toMatchObject({ ok: true });
  client.close();
});

test.each([
  ['an invalid MAC-ID', ['7C2F80820EC0-A1B2', '7C2F8082'], 'made.csv, line 2: '],
  ['a MAC without its ID', ['7C2F80820EC0'], 'line 1: 7C2F80820EC0 has no ID'],
  [
    'one MAC with two IDs',
    ['7C2F80820EC0-A1B2', '7C2F80820EC0-A1B3'],
    'line 2: phone 7C2F80820EC0 has another ID on line 1',
  ],
  ['nothing', ['# nothing'], 'is empty'],
])('a file with %s changes nothing, and the error names the line', async (_, lines, complaint) => {
  const { code, stderr } = await inventory('import', file(...lines));
  expect(code).toBe(1);
  expect(stderr).toContain(complaint);
  expect(stderr).toContain('Nothing was changed.');
  expect(stderr).not.toMatch(/A1B/);
  expect((await inventory('count')).stdout).toContain('There is no inventory');
});

test('a file as Excel saves it is read in its encoding, with its separator', async () => {
  const path = join(dir, 'sheet.csv');
  writeFileSync(path, Buffer.from('\ufeffModell;MAC-ID;\r\nT\u00fcr;7C2F80820EC0-55DF;\r\n;;\r\n', 'utf16le'));
  expect((await inventory('import', path)).stdout).toContain('1 phone imported');
  await inventory('clear');
});

test('an Excel workbook is recognised in the error', async () => {
  const { code, stderr } = await inventory('import', file('PK\u0003\u0004'));
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('It is an Excel workbook (.xlsx)'),
  });
});
