import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askVersion } from '../../../tools/engine/engine.ts';
import { findEngine, NoEngineError } from '../../../tools/engine/index.ts';
import { withLock } from '../../../tools/engine/lock.ts';
import { downloadRelease } from '../../../tools/engine/release.ts';
import { unzipFile } from '../../../tools/engine/unzip.ts';
import { run } from '../../../tools/run.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-setup-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A program that answers `version` like an engine. */
function fakeEngine(folder: string, name: string, answer: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A zip archive created by Python. */
async function zip(method: 'ZIP_STORED' | 'ZIP_DEFLATED', files: Readonly<Record<string, string>>): Promise<Buffer> {
  const path = join(dir, 'archive.zip');
  const script = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.${method}) as archive:
    archive.comment = b'a comment at the end'
    for name, text in json.load(sys.stdin).items():
        archive.writestr(name, text)`;
  const made = await run('python3', ['-c', script, path], { input: JSON.stringify(files) });
  if (made.code !== 0) throw new Error(made.output);
  return readFileSync(path);
}

describe('an archive', () => {
  test.each(['ZIP_STORED', 'ZIP_DEFLATED'] as const)('packed by %s returns the requested file', async (method) => {
    const program = 'the program '.repeat(1000);
    const archive = await zip(method, { 'LICENSE.txt': 'free', tofu: program, 'README.md': 'read me' });
    expect(unzipFile(archive, 'tofu').toString()).toBe(program);
    expect(() => unzipFile(archive, 'terraform')).toThrow('the archive has no terraform');
  });

  test('is refused if it is invalid', () => {
    expect(() => unzipFile(Buffer.from('<html>Not found</html>'), 'tofu')).toThrow('not a zip archive');
  });
});

describe('the official release', () => {
  let server: Server;
  let folder: string;
  const answers = new Map<string, Buffer | string>();
  const release = (): Parameters<typeof downloadRelease>[0] => ({
    folder,
    archive: 'tofu_linux.zip',
    checksums: 'SHA256SUMS',
    program: 'tofu',
  });

  beforeEach(async () => {
    answers.clear();
    server = createServer((request, response) => {
      const answer = answers.get(request.url ?? '');
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    folder = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const archive = await zip('ZIP_DEFLATED', { tofu: 'the program' });
    const sum = createHash('sha256').update(archive).digest('hex');
    answers.set('/tofu_linux.zip', archive);
    answers.set('/SHA256SUMS', `${'0'.repeat(64)}  tofu_darwin.zip\n${sum}  tofu_linux.zip\n`);
  });
  afterEach(() => server.close());

  test('is used if its checksum matches the list', async () => {
    expect((await downloadRelease(release(), () => undefined)).toString()).toBe('the program');
  });

  test('is refused if its checksum differs', async () => {
    answers.set('/tofu_linux.zip', await zip('ZIP_DEFLATED', { tofu: 'another program' }));
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow('SHA256SUMS says otherwise: not used');
  });

  test('is refused if the list does not contain it', async () => {
    answers.set('/SHA256SUMS', '');
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow(
      'SHA256SUMS does not list tofu_linux.zip',
    );
  });

  test('is reported with host and status if it is missing', async () => {
    answers.clear();
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 404$/);
  });

  test('is reported if it cannot be reached', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow(/^127\.0\.0\.1:\d+ cannot be reached$/);
  });
});

describe('a lock', () => {
  test('lets one process work at a time', async () => {
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
    };
    const path = join(dir, 'one.lock');
    await Promise.all(['a', 'b'].map((name) => withLock(path, work(name), () => undefined)));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect(existsSync(path)).toBe(false);
  });

  test('of a process that is gone is taken over', async () => {
    const path = join(dir, 'one.lock');
    // The ID of a process that has surely ended.
    const { stdout } = await run('sh', ['-c', 'echo $$']);
    writeFileSync(path, stdout);
    expect(
      await withLock(
        path,
        () => Promise.resolve('done'),
        () => undefined,
      ),
    ).toBe('done');
  });

  test('is given back when the work fails', async () => {
    const path = join(dir, 'one.lock');
    await expect(
      withLock(
        path,
        () => Promise.reject(new Error('no')),
        () => undefined,
      ),
    ).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });
});

describe('the engine', () => {
  const before = { ...process.env };
  beforeEach(() => {
    delete process.env['TERRAFORM_BINARY_NAME'];
    process.env['XDG_CACHE_HOME'] = join(dir, 'cache');
    process.env['PATH'] = `${join(dir, 'bin')}:/usr/bin:/bin`;
  });
  afterEach(() => {
    for (const name of ['TERRAFORM_BINARY_NAME', 'XDG_CACHE_HOME', 'PATH']) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  });
  const found = (): Promise<unknown> => findEngine(() => undefined);

  test('in TERRAFORM_BINARY_NAME takes precedence over PATH', async () => {
    fakeEngine(join(dir, 'bin'), 'terraform', 'Terraform v1.11.4');
    fakeEngine(join(dir, 'bin'), 'my-tofu', 'OpenTofu v1.12.6');
    process.env['TERRAFORM_BINARY_NAME'] = 'my-tofu';
    expect(await found()).toMatchObject({ name: 'OpenTofu', version: '1.12.6', path: join(dir, 'bin', 'my-tofu') });
  });

  test('in TERRAFORM_BINARY_NAME is not replaced if it is invalid', async () => {
    fakeEngine(join(dir, 'bin'), 'terraform', 'Terraform v1.11.4');
    process.env['TERRAFORM_BINARY_NAME'] = 'nothing';
    await expect(found()).rejects.toThrow(
      new NoEngineError('TERRAFORM_BINARY_NAME names nothing, which is not there.'),
    );
  });

  test('on PATH takes precedence over the cache folder', async () => {
    fakeEngine(join(dir, 'bin'), 'tofu', 'OpenTofu v1.10.0');
    fakeEngine(join(dir, 'cache/gigaset-redirect/opentofu-1.12.6'), 'tofu', 'OpenTofu v1.12.6');
    expect(await found()).toMatchObject({ version: '1.10.0', origin: 'found on PATH' });
  });

  test('in the cache folder is used if PATH has none', async () => {
    const path = fakeEngine(join(dir, 'cache/gigaset-redirect/opentofu-1.12.6'), 'tofu', 'OpenTofu v1.12.6');
    expect(await found()).toMatchObject({ name: 'OpenTofu', version: '1.12.6', path });
  });

  test.each([
    ['Terraform v1.4.2', 'is Terraform 1.4.2; 1.5 or newer is needed'],
    ['Hello', 'is neither Terraform nor OpenTofu'],
  ])('that answers "%s" is not used', async (answer, complaint) => {
    expect(await askVersion(fakeEngine(dir, 'terraform', answer), 'here')).toBe(complaint);
  });
});
