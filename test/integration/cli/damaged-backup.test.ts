import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { backupTo, restoreFrom, SetupError } from '../../../server/index.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { runCommand } from '../../support/server.ts';
import { addActor, register } from '../storage/phones.ts';

// In this process, because a property needs hundreds of restores; one test below runs the command.

let dir: string;
let whole: Buffer;
let lines: readonly string[];
let count = 0;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-damaged-'));
  const data = join(dir, 'data');
  await restoreText(emptyBackup, data);
  const storage = await openStorage(join(data, 'redirect.sqlite'));
  for (const name of ['daryna', 'zoe']) await addActor(storage, name);
  await register(
    storage,
    await addActor(storage, 'ann'),
    Array.from({ length: 300 }, (_, index) => macOf(index)),
  );
  await storage.inventory.add([1, 2].map((index) => ({ mac: macOf(index), encryptedId: Buffer.alloc(32) })));
  await storage.close();
  await backupTo({ data }, join(dir, 'whole.backup'));
  whole = readFileSync(join(dir, 'whole.backup'));
  lines = gunzipSync(whole).toString('utf8').trim().split('\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const emptyBackup = '{"format":"gigaset-redirect backup","version":1}\n{"records":0}\n';

function restoreText(text: string, data?: string): Promise<number> {
  return restoreBytes(gzipSync(text), data);
}

/** Restores a file with this content into a new folder. */
async function restoreBytes(bytes: Uint8Array, data = join(dir, `target-${++count}`)): Promise<number> {
  const file = join(dir, `${count}.backup`);
  writeFileSync(file, bytes);
  return restoreFrom({ data }, file);
}

/** Whether all was restored; false if it was refused in one sentence or two. Anything else fails the test. */
async function isRestored(restoring: Promise<number>): Promise<boolean> {
  try {
    expect(await restoring).toBe(lines.length - 2);
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    expect(error.message).toMatch(/backup/);
    expect(error.message.split('\n')).toHaveLength(1);
    return false;
  }
}

test('a flipped byte anywhere is reported in a sentence, or does no harm', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ bits, at);
      if (!(await isRestored(restoreBytes(damaged)))) refused++;
    }),
    { numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(100);
});

test('a file truncated anywhere is refused in a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      expect(await isRestored(restoreBytes(whole.subarray(0, length)))).toBe(false);
    }),
    { numRuns: 100, examples: [[0], [1], [10]] },
  );
});

test('a changed character in the text of a backup is restored, or refused in a sentence', async () => {
  const text = lines.join('\n');
  await fc.assert(
    fc.asyncProperty(
      fc.nat(text.length - 1),
      fc.constantFrom('\0', '"', '9', '\ud800', '-', '\n', ''),
      (at, character) =>
        restoreText(text.slice(0, at) + character + text.slice(at + 1)).then(
          () => undefined,
          (error: unknown) => expect(error).toBeInstanceOf(SetupError),
        ),
    ),
    { numRuns: 200 },
  );
});

test.each(['metadata', 'account', 'login', 'registration', 'inventory'])(
  'a backup with the same %s twice is refused',
  async (kind) => {
    const doubled = lines.flatMap((line) => (line.includes(`"kind":"${kind}"`) ? [line, line] : [line]));
    const records = doubled.length - 2;
    if (kind === 'metadata')
      doubled.splice(1, 0, ...Array<string>(2).fill('{"kind":"metadata","name":"n","value":"v"}'));
    await expect(restoreText([...doubled.slice(0, -1), `{"records":${records}}`].join('\n'))).rejects.toThrow(
      /is damaged, line \d+: .* there twice/,
    );
  },
);

test.each(['redirectedFrom', 'redirectOutcome', 'redirectedTo', 'refusedFrom', 'refusalOutcome'])(
  'a backup with a request of a phone without its %s is refused',
  async (missing) => {
    const redirected = {
      redirectedAt: 1,
      redirectedFrom: '::1',
      redirectOutcome: 'redirected',
      redirectedTo: 'http://a/',
    };
    const refused = { refusedAt: 1, refusedFrom: '192.0.2.7', refusalOutcome: 'wrong_id' };
    const asked = { ...redirected, ...refused, [missing]: null };
    const changed = lines.map((line) =>
      line.includes('"kind":"registration"') ? JSON.stringify({ ...JSON.parse(line), ...asked }) : line,
    );
    await expect(restoreText(changed.join('\n'))).rejects.toThrow(new RegExp(`is damaged, line \\d+: .*"${missing}"`));
  },
);

test('the command reports damage in one line and exits with code 1', async () => {
  const file = join(dir, 'command.backup');
  const damaged = Buffer.from(whole);
  damaged.writeUInt8(damaged.readUInt8(whole.length >> 1) ^ 0xff, whole.length >> 1);
  writeFileSync(file, damaged);
  const data = join(dir, 'command');
  const { code, stdout, stderr } = await runCommand(['restore', file, '--data', data]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^gigaset-redirect: The backup .*\n$/);
});
