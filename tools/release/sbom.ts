import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, packagesIn } from '../bundle.ts';
import type { NpmPackage } from '../npm-package.ts';
import { root } from '../paths.ts';

/** What a software bill of materials is about. */
export interface SbomSubject {
  readonly name: string;
  readonly version: string;
  readonly bundles: readonly Bundle[];
  /** The runtimes that the executables contain. */
  readonly runtimes?: readonly NpmPackage[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * The bill of materials in CycloneDX 1.6: the npm packages whose code is in the bundles, and the runtimes. It depends on
 * its input only, so it has neither a serial number nor a time.
 */
export function sbom({ name, version, bundles, runtimes = [] }: SbomSubject): string {
  const locked = property(readJson('package-lock.json'), 'packages');
  const bundled = packagesIn(bundles).map((folder) => {
    const manifest = readJson(join(folder, 'package.json'));
    const [name, version, license] = ['name', 'version', 'license'].map((key) => text(property(manifest, key)));
    if (name === undefined || version === undefined) throw new Error(`${folder} has no name and version`);
    const described = { name, version, ...(license !== undefined && { license }) };
    return component('library', described, text(property(property(locked, folder), 'integrity')));
  });
  const contained = runtimes.map((runtime) =>
    component('platform', { ...runtime, license: 'MIT AND LGPL-2.0-only' }, runtime.integrity),
  );
  const components = [...bundled, ...contained];
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component('application', { name, version, license: 'Apache-2.0' }) },
    components,
    dependencies: [{ ref: packageUrl({ name, version }), dependsOn: components.map((one) => one['bom-ref']) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function component(type: string, manifest: Manifest, integrity?: string) {
  const { name, version, license } = manifest;
  return {
    type,
    'bom-ref': packageUrl(manifest),
    name,
    version,
    purl: packageUrl(manifest),
    ...(license !== undefined && { licenses: [{ expression: license }] }),
    ...(integrity !== undefined && { hashes: [{ alg: 'SHA-512', content: hexOf(integrity) }] }),
  };
}

/** github.com/package-url/purl-spec, type npm. */
export const packageUrl = ({ name, version }: { readonly name: string; readonly version: string }): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** The checksum of a lock file, `sha512-` and Base64, in hexadecimal digits. */
export const hexOf = (integrity: string): string =>
  Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

const property = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
