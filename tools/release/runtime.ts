import { join } from 'node:path';
import lock from '../bun/package-lock.json' with { type: 'json' };
import { type NpmPackage, npmPackage } from '../npm-package.ts';
import type { Target } from './targets.ts';

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
}

const packages: Readonly<Record<string, LockedPackage>> = lock.packages;

/** The version and the checksum of a target's runtime, as tools/bun/package-lock.json pins them. */
export function runtimeOf({ bun }: Target): NpmPackage {
  const name = `@oven/bun-${bun}`;
  const { version, integrity } = packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined) {
    throw new Error(`tools/bun/package-lock.json does not list ${name}.`);
  }
  return { name, version, integrity };
}

/** Fetches the Bun runtime of a target, for any platform. @returns the path of its executable */
export async function fetchRuntime(target: Target, note?: (text: string) => void): Promise<string> {
  const folder = await npmPackage(runtimeOf(target), note);
  return join(folder, 'bin', target.platform.startsWith('windows_') ? 'bun.exe' : 'bun');
}

/** The licence notice for the runtime, which must accompany every executable that contains it. */
export function runtimeLicence(target: Target): string {
  const { version } = runtimeOf(target);
  return `${'-'.repeat(80)}

Bun ${version}

This executable contains the runtime Bun, which is published under the MIT licence. Bun links JavaScriptCore and WebKit,
which are licensed under the GNU Library General Public License, version 2, and other libraries. Their licences, their
sources and how to link Bun with another version of JavaScriptCore are at https://bun.com/docs/project/license
`;
}
