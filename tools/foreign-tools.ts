import { findProgram } from './engine/on-path.ts';
import { run } from './run.ts';

/** A program that the tests use as a foreign peer, and Debian's package that has it. */
interface Tool {
  readonly programs: readonly string[];
  readonly debian: string;
}

const tools = {
  python: { programs: ['python3'], debian: 'python3' },
  curl: { programs: ['curl'], debian: 'curl' },
  openssl: { programs: ['openssl'], debian: 'openssl' },
  ps: { programs: ['ps'], debian: 'procps' },
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debian: 'chromium',
  },
} satisfies Readonly<Record<string, Tool>>;
type Name = keyof typeof tools;

/** Where the programs are, and in a sentence what is missing. */
export interface ForeignTools {
  readonly paths: Readonly<Partial<Record<Name, string>>>;
  readonly problem: string | undefined;
}

/**
 * Finds the programs that tests talk to: on PATH (Chromium also where CHROMIUM says), and where they are missing and this
 * may be done, by Debian's packages.
 */
export async function findForeignTools(note: (text: string) => void): Promise<ForeignTools> {
  let missing = missingOf(find());
  if (missing.length > 0 && process.getuid?.() === 0 && findProgram('apt-get') !== undefined) {
    note(`installing ${missing.join(', ')} (apt-get)`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    const packages = missing.map((name) => tools[name].debian);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
    missing = missingOf(find());
  }
  const problem =
    missing.length === 0 ? undefined : `missing: ${missing.map((name) => tools[name].programs[0]).join(', ')}`;
  return { paths: find(), problem };
}

const names: readonly Name[] = ['python', 'curl', 'openssl', 'ps', 'chromium'];

function find(): ForeignTools['paths'] {
  return Object.fromEntries(names.map((name) => [name, pathOf(name)]));
}

function missingOf(paths: ForeignTools['paths']): readonly Name[] {
  return names.filter((name) => paths[name] === undefined);
}

function pathOf(name: Name): string | undefined {
  const chosen = name === 'chromium' ? (process.env['CHROMIUM'] ?? '') : '';
  const candidates = chosen === '' ? tools[name].programs : [chosen];
  return candidates.map((program) => findProgram(program)).find((path) => path !== undefined);
}
