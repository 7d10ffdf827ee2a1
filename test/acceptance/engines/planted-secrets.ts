import type { Project } from '../../support/project.ts';
import type { EngineResult } from '../../support/running-engine.ts';

// Secrets that tests plant in configurations, files and answers, and the search for them in everything that people see.

/** The IDs of phones. They contain letters, so that no number in a log is mistaken for one. */
export const ids = {
  device: 'A7C9',
  ids: ['D1E7', 'B2F8'],
  idsWo: ['C3A9', 'E4B1'],
  inDevices: ['F5C2', 'A6D3'],
  inMistakes: ['B7E4', 'C8F5', 'D9A6', 'E1B7', 'F2C8', 'FACG'],
} as const;

/** Passwords by what they are for. */
export const passwords = {
  account: 'correct horse battery staple',
  answered: 'answered-Pa55word',
  stored: 'stored-Pa55word',
  writeOnly: 'writeonly-Pa55word',
  inUrl: 'url-Pa55word',
  inRow: 'row-Pa55word',
  inDrift: 'drift-Pa55word',
} as const;

const secrets = [
  ...Object.values(ids).flat(),
  ...Object.values(passwords),
  Buffer.from(`daryna:${passwords.account}`).toString('base64'),
];

/** Whole words only, because four hex digits are part of many numbers. */
const planted = new RegExp(`(?<![0-9A-Za-z])(?:${secrets.join('|')})(?![0-9A-Za-z])`, 'i');
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** The lines that contain a planted secret. */
export const leaks = (text: string): readonly string[] =>
  text.split('\n').filter((line) => planted.test(line.replaceAll(uuid, '')));

/**
 * OpenTofu itself logs, unmasked, what a read has changed in an attribute that is not computed ("produced an unexpected new
 * value … during refresh"). No provider can prevent that.
 */
export const withoutOwnLogOfDrift = (text: string): string =>
  text.replace(/^ +- \.(?:url_credentials.*|devices): was .*, but now .*$/gm, '');

/** The value without its sensitive parts; the marker `true` covers the whole value. */
export function shown(value: unknown, marks: unknown): unknown {
  if (marks === true) return null;
  if (typeof value !== 'object' || value === null || typeof marks !== 'object' || marks === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]): [string, unknown] => [key, shown(item, Reflect.get(marks, key))]),
  );
}

/** The output of `show -json` without `configuration` and everything that is marked as sensitive. */
export function unmarked(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(unmarked);
  const members = Object.entries(json).flatMap(([key, value]): readonly [string, unknown][] => {
    if (key === 'configuration' || key.endsWith('sensitive') || key === 'sensitive_values') return [];
    const marks: unknown = Reflect.get(json, key === 'values' ? 'sensitive_values' : `${key}_sensitive`);
    return [[key, marks === undefined ? unmarked(value) : shown(value, marks)]];
  });
  return Object.fromEntries(members);
}

/** Where secrets are searched. */
export const outputs = ['output', 'errors', 'show -json', 'trace log'] as const;
export type Output = (typeof outputs)[number];

/** The lines with secrets, by the output where they were found, and how many lines were searched. */
export interface Findings {
  readonly lines: Readonly<Record<Output, number>>;
  readonly leaks: readonly string[];
}

/** Runs commands of an engine at TRACE, and searches what they print and log. */
export function searching(project: Project) {
  const lines = { output: 0, errors: 0, 'show -json': 0, 'trace log': 0 };
  const found: string[] = [];
  const traced = project.withEnv({ TF_LOG: 'TRACE', TF_LOG_PROVIDER: 'TRACE', TF_LOG_PATH: 'trace.log' });
  const search = (output: Output, text: string): void => {
    lines[output] += text.split('\n').length;
    found.push(...leaks(withoutOwnLogOfDrift(text)).map((line) => `${output}: ${line}`));
  };
  const run = async (...args: string[]): Promise<EngineResult> => {
    const result = await traced.run(...args);
    search(result.code === 1 ? 'errors' : 'output', result.output);
    return result;
  };
  return {
    run,
    /** Runs a command that must fail, and returns its output. */
    fails: async (...args: string[]): Promise<string> => {
      const { code, output } = await run(...args);
      expect({ output, code }).toMatchObject({ code: 1 });
      return output;
    },
    /** Plans, searches text and JSON of the plan, and applies it. */
    applies: async (...args: string[]): Promise<void> => {
      const planned = await run('plan', '-out=plan.bin', ...args);
      expect({ output: planned.output, code: planned.code }).toMatchObject({ code: 0 });
      const text = (await project.run('show', '-json', 'plan.bin')).stdout;
      search('show -json', JSON.stringify(unmarked(JSON.parse(text)), null, 1));
      const applied = await run('apply', 'plan.bin');
      expect({ output: applied.output, code: applied.code }).toMatchObject({ code: 0 });
      const state = (await project.run('show', '-json')).stdout;
      search('show -json', JSON.stringify(unmarked(JSON.parse(state)), null, 1));
    },
    findings: (): Findings => {
      search('trace log', project.read('trace.log'));
      return { lines, leaks: found };
    },
  };
}
