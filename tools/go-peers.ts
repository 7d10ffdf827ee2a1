import { join } from 'node:path';
import { goProgram, type GoProgram } from './go-program.ts';
import { root } from './paths.ts';

/** What the tests build with Go, and how: each is a folder of test/conformance/ with a go.mod of its own. */
const peers = {
  /** A provider on terraform-plugin-framework, which ours is compared with. */
  'go-peer': ['build'],
  /** Acceptance tests on terraform-plugin-testing, as a program that runs them. */
  'go-acceptance': ['test', '-c'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A program of test/conformance/. */
export const goPeer = (name: keyof typeof peers, note?: (text: string) => void): Promise<GoProgram> =>
  goProgram({ name, source: join(root, 'test/conformance', name), command: peers[name] }, note);
