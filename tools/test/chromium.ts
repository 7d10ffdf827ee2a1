import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { work } from '../paths.ts';

/** The names that Chromium has on PATH. */
export const chromiumPrograms = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/** Holds the path of the Chromium that was unpacked. */
const record = join(work, 'chromium-path');

/**
 * Unpacks the Chromium of the package @sparticuz/chromium, for machines that have none on PATH.
 *
 * @returns its path, or undefined if it does not start here, for instance because it misses a system library
 */
export async function unpackChromium(): Promise<string | undefined> {
  const { default: chromium } = await import('@sparticuz/chromium');
  const path = await chromium.executablePath();
  const { status } = spawnSync(path, ['--version', '--no-sandbox']);
  if (status !== 0) return undefined;
  mkdirSync(work, { recursive: true });
  writeFileSync(record, path);
  return path;
}

/** The path of the Chromium that {@link unpackChromium} has unpacked, or undefined. */
export function packagedChromium(): string | undefined {
  if (!existsSync(record)) return undefined;
  const path = readFileSync(record, 'utf8');
  return existsSync(path) ? path : undefined;
}
