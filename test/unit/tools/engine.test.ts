import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import {
  downloadRelease,
  findEngine,
  identifyEngine,
  NoEngineError,
  type Release,
} from '../../../tools/engine/index.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-setup-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A program that answers `version` as an engine does. */
function fakeEngine(folder: string, name: string, answer: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const zip = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));

describe('the official release', () => {
  let server: Server;
  let folder: string;
  const answers = new Map<string, Buffer | string>();
  const release = (): Release => ({
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
    const archive = zip({ 'LICENSE.txt': 'free', tofu: 'the program', 'README.md': 'read me' });
    const sum = createHash('sha256').update(archive).digest('hex');
    answers.set('/tofu_linux.zip', archive);
    answers.set('/SHA256SUMS', `${'0'.repeat(64)}  tofu_darwin.zip\n${sum}  tofu_linux.zip\n`);
  });
  afterEach(() => server.close());

  test('yields the program if its checksum is listed', async () => {
    expect(Buffer.from(await downloadRelease(release(), () => undefined)).toString()).toBe('the program');
  });

  test('is refused if its checksum differs', async () => {
    answers.set('/tofu_linux.zip', zip({ tofu: 'another program' }));
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow('SHA256SUMS lists another one');
  });

  test('is refused if it is not listed', async () => {
    answers.set('/SHA256SUMS', '');
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow(
      'SHA256SUMS does not list tofu_linux.zip',
    );
  });

  test('is refused if it does not contain the program', async () => {
    const archive = zip({ terraform: 'the wrong program' });
    answers.set('/tofu_linux.zip', archive);
    answers.set('/SHA256SUMS', `${createHash('sha256').update(archive).digest('hex')}  tofu_linux.zip\n`);
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow('does not contain tofu');
  });

  test('reports the host and its status if it is missing', async () => {
    answers.clear();
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 404$/);
  });

  test('reports a host that cannot be reached', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(downloadRelease(release(), () => undefined)).rejects.toThrow(/^127\.0\.0\.1:\d+ cannot be reached$/);
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

  test('named by TERRAFORM_BINARY_NAME takes precedence over PATH', async () => {
    fakeEngine(join(dir, 'bin'), 'terraform', 'Terraform v1.11.4');
    fakeEngine(join(dir, 'bin'), 'my-tofu', 'OpenTofu v1.12.6');
    process.env['TERRAFORM_BINARY_NAME'] = 'my-tofu';
    expect(await found()).toMatchObject({ name: 'OpenTofu', version: '1.12.6', path: join(dir, 'bin', 'my-tofu') });
  });

  test('named by TERRAFORM_BINARY_NAME is not replaced if it does not exist', async () => {
    fakeEngine(join(dir, 'bin'), 'terraform', 'Terraform v1.11.4');
    process.env['TERRAFORM_BINARY_NAME'] = 'nothing';
    await expect(found()).rejects.toThrow(
      new NoEngineError('TERRAFORM_BINARY_NAME names nothing, which does not exist.'),
    );
  });

  test('on PATH takes precedence over the cache folder', async () => {
    fakeEngine(join(dir, 'bin'), 'tofu', 'OpenTofu v1.10.0');
    fakeEngine(join(dir, 'cache/gigaset-redirect/opentofu-1.12.6'), 'tofu', 'OpenTofu v1.12.6');
    expect(await found()).toMatchObject({ version: '1.10.0', origin: 'found on PATH' });
  });

  test('is taken from the cache folder if PATH has none', async () => {
    const path = fakeEngine(join(dir, 'cache/gigaset-redirect/opentofu-1.12.6'), 'tofu', 'OpenTofu v1.12.6');
    expect(await found()).toMatchObject({ name: 'OpenTofu', version: '1.12.6', path });
  });

  test.each([
    ['Terraform v1.4.2', 'is Terraform 1.4.2; 1.5 or newer is needed'],
    ['Hello', 'is neither Terraform nor OpenTofu'],
  ])('is refused if it answers "%s"', async (answer, reason) => {
    expect(await identifyEngine(fakeEngine(dir, 'terraform', answer), 'here')).toBe(reason);
  });
});
