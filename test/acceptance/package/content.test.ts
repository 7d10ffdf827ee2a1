import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../../../tools/package/index.ts';
import { npmTarball, root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';

/** The limit for the unpacked package. */
const MAX_UNPACKED_BYTES = 5_000_000;

/** Licences under which bundled packages may be redistributed with ours. */
const allowedLicences = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

interface Manifest {
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly engines: { readonly node: string };
}

interface Component {
  readonly name: string;
  readonly licenses: readonly { readonly expression: string }[];
}

const read = (name: string): string => readFileSync(join(packageFolder, name), 'utf8');

const files = readdirSync(packageFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(packageFolder.length + 1));

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

test('the package contains what users need, and no sources or tests', () => {
  const folders = new Set(files.map((file) => (file.includes('/') ? `${file.split('/')[0] ?? ''}/` : file)));
  expect([...folders].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'THIRD-PARTY-LICENSES.txt',
    'bin/',
    'cdktf/',
    'cdktn/',
    'client/',
    'lib/',
    'package.json',
    'sbom.cdx.json',
  ]);
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.map$|\.test\./.test(file))).toEqual([]);
});

test('the unpacked package is small', () => {
  const bytes = files.reduce((sum, file) => sum + statSync(join(packageFolder, file)).size, 0);
  expect(bytes).toBeLessThan(MAX_UNPACKED_BYTES);
});

test('the package has no dependencies, and its peers are optional', () => {
  const manifest: Manifest = JSON.parse(read('package.json'));
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.optionalDependencies).toBeUndefined();
  expect(Object.keys(manifest.peerDependencies)).toEqual(['cdktf', 'cdktn', 'constructs']);
  expect(Object.values(manifest.peerDependenciesMeta).every(({ optional }) => optional)).toBe(true);
  expect(manifest.engines).toEqual({ node: '>=22.19' });
});

test('publint finds nothing', async () => {
  expect(await run(bin('publint'), [npmTarball, '--strict'])).toMatchObject({ code: 0 });
});

test('arethetypeswrong finds nothing', async () => {
  expect(await run(bin('attw'), [npmTarball])).toMatchObject({ code: 0 });
});

test('every bundled package has an allowed licence and is in the list of licences', () => {
  const { components }: { components: readonly Component[] } = JSON.parse(read('sbom.cdx.json'));
  const licences = components.flatMap((component) => component.licenses.map(({ expression }) => expression));
  // Both licences of `(Apache-2.0 AND BSD-3-Clause)` apply.
  const applying = licences.flatMap((licence) => licence.replaceAll(/[()]/g, '').split(' AND '));
  expect(applying.filter((licence) => !allowedLicences.includes(licence))).toEqual([]);
  expect(licences).toHaveLength(components.length);
  const listed = read('THIRD-PARTY-LICENSES.txt');
  expect(components.filter(({ name }) => !listed.includes(`\n${name}\n\n`)).map(({ name }) => name)).toEqual([]);
});

test('--version takes at most twice as long as Node.js itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-version-'));
  const meter = join(folder, 'meter.cjs');
  // The time on the processor, because the machine may be busy.
  writeFileSync(
    meter,
    'process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write(`${user + system}`); });',
  );
  const measure = async (args: readonly string[]): Promise<number> => {
    const env = { ...process.env, NODE_OPTIONS: undefined, XDG_CACHE_HOME: folder };
    const { code, stderr } = await run(process.execPath, ['--require', meter, ...args], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^\d+$/) });
    return Number(stderr);
  };
  const shortest = { bare: Infinity, version: Infinity };
  for (let round = 0; round < 10; round++) {
    shortest.bare = Math.min(shortest.bare, await measure(['-e', '0']));
    shortest.version = Math.min(
      shortest.version,
      await measure([join(packageFolder, 'bin/gigaset-redirect.js'), '--version']),
    );
  }
  rmSync(folder, { recursive: true });
  expect(shortest.version).toBeLessThanOrEqual(2 * shortest.bare);
});
