import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allowedImports, unrestricted } from '../../../.dependency-cruiser.mjs';
import { root } from '../../../tools/paths.ts';

const restricted = Object.keys(allowedImports);
const packages = [...restricted, ...unrestricted];

/** A package and another one that it must not import. */
const forbiddenPairs = restricted.flatMap((from) =>
  packages.filter((to) => to !== from && !allowedImports[from]?.includes(to)).map((to) => [from, to] as const),
);
const allowedPairs = Object.entries(allowedImports).flatMap(([from, allowed]) =>
  allowed.map((to) => [from, to] as const),
);

/** One violation as dependency-cruiser reports it. */
interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

let folder: string;
let violations: readonly Violation[];

/** The rules that the import of `to` by `from` breaks. */
const broken = (from: string, to: string): readonly string[] =>
  violations.filter((found) => found.from === from && found.to === to).map(({ rule }) => rule.name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  for (const [path, content] of planted()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', ...packages],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(stderr);
  const { summary }: { readonly summary: { readonly violations: readonly Violation[] } } = JSON.parse(stdout);
  violations = summary.violations;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A repository in miniature: every package with an index, and files that break the rules one by one. */
function* planted(): Generator<readonly [path: string, content: string]> {
  const name = (path: string): string => path.replaceAll('/', '_');
  yield ['tsconfig.json', readFileSync(join(root, 'tsconfig.json'), 'utf8')];
  yield [
    'package.json',
    JSON.stringify({
      type: 'module',
      imports: Object.fromEntries(packages.map((to) => [`#${to}`, `./${to}/index.ts`])),
    }),
  ];
  for (const to of packages) {
    yield [`${to}/index.ts`, `export const ${name(to)} = 1;\nexport interface Shape { readonly of: '${to}' }\n`];
    yield [`${to}/internal.ts`, 'export const internal = 1;\n'];
  }
  for (const [from, to] of [...forbiddenPairs, ...allowedPairs]) {
    yield [`${from}/value-of-${to}.ts`, `export { ${name(to)} } from '#${to}';\n`];
    yield [`${from}/type-of-${to}.ts`, `export type { Shape } from '#${to}';\n`];
    yield [`${from}/path-to-${to}.ts`, `export { ${name(to)} } from '../${to}/index.ts';\n`];
    yield [`${from}/internals-of-${to}.ts`, `export { internal } from '../${to}/internal.ts';\n`];
  }
  for (const at of restricted) {
    yield [`${at}/cycle/a.ts`, `import { b } from './b.ts';\nexport const a = (): number => b();\n`];
    yield [`${at}/cycle/b.ts`, `import { a } from './a.ts';\nexport const b = (): number => a();\n`];
    yield [`${at}/type-cycle/a.ts`, `import type { B } from './b.ts';\nexport interface A { readonly b?: B }\n`];
    yield [`${at}/type-cycle/b.ts`, `import type { A } from './a.ts';\nexport interface B { readonly a?: A }\n`];
    yield [`${at}/one/first.ts`, `import type { Last } from '../two/last.ts';\nexport type First = Last;\n`];
    yield [`${at}/two/last.ts`, `export interface Last { readonly last: true }\n`];
    yield [`${at}/two/second.ts`, `import type { Other } from '../one/other.ts';\nexport type Second = Other;\n`];
    yield [`${at}/one/other.ts`, `export interface Other { readonly other: true }\n`];
    yield [`${at}/module/uses-root.ts`, `export { internal } from '../internal.ts';\n`];
    yield [`${at}/unresolved.ts`, `export * from './nowhere.ts';\n`];
  }
}

describe('imports between packages', () => {
  test.each(forbiddenPairs)('%s must not import %s', (from, to) => {
    expect(broken(`${from}/value-of-${to}.ts`, `${to}/index.ts`)).toEqual([`${from}-imports`]);
    expect(broken(`${from}/type-of-${to}.ts`, `${to}/index.ts`)).toEqual([`${from}-imports`]);
  });

  test.each(allowedPairs)('%s may import %s, by its name and through its index only', (from, to) => {
    expect(broken(`${from}/value-of-${to}.ts`, `${to}/index.ts`)).toEqual([]);
    expect(broken(`${from}/type-of-${to}.ts`, `${to}/index.ts`)).toEqual([]);
    expect(broken(`${from}/path-to-${to}.ts`, `${to}/index.ts`)).toEqual([`${from}-imports-by-name`]);
    expect(broken(`${from}/internals-of-${to}.ts`, `${to}/internal.ts`)).toEqual(
      expect.arrayContaining([`${from}-internals`]),
    );
  });
});

describe('cycles', () => {
  const cycles = (rule: string, at: string): readonly Violation[] =>
    violations.filter((found) => found.rule.name === rule && found.from.startsWith(at));

  test.each(restricted)('files of %s must not import each other, for values or for types', (at) => {
    expect(cycles('no-file-cycles', `${at}/cycle/`)).not.toEqual([]);
    expect(cycles('no-file-cycles', `${at}/type-cycle/`)).not.toEqual([]);
  });

  test.each(restricted)('folders of %s must not import each other', (at) => {
    expect(cycles('no-folder-cycles', `${at}/one`)).not.toEqual([]);
  });

  test.each(['framework', 'provider', 'server'])(
    "modules of %s must not import the files at the package's root",
    (at) => {
      expect(broken(`${at}/module/uses-root.ts`, `${at}/internal.ts`)).toEqual(['no-imports-from-the-root']);
    },
  );
});

test('imports that cannot be resolved fail', () => {
  expect(violations.filter(({ rule }) => rule.name === 'no-unresolvable')).toHaveLength(restricted.length);
});

test('npm run lint checks every package', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  expect(scripts['lint']).toContain('npm run lint:imports');
  expect(scripts['lint:imports']?.split(' ')).toEqual(expect.arrayContaining(packages));
});

test('docs/development.md shows the table that the linter enforces', () => {
  const rows = readFileSync(join(root, 'docs/development.md'), 'utf8')
    .split('| from | may import |\n')[1]
    ?.split('\n\n')[0]
    ?.split('\n')
    .slice(1)
    .map((row) => row.split('|').map((cell) => cell.trim()));
  const documented = new Map(
    rows?.flatMap(([, names = '', targets = '']) => names.split(', ').map((name) => [name, targets] as const)),
  );
  expect([...documented.keys()].sort()).toEqual([...packages].sort());
  for (const [name, targets] of documented) {
    const allowed = allowedImports[name];
    const mentioned = packages.filter((to) => to !== name && new RegExp(`\\b${to}\\b`).test(targets));
    if (allowed) expect({ name, imports: mentioned.sort() }).toEqual({ name, imports: [...allowed].sort() });
    else expect({ name, targets }).toEqual({ name, targets: 'everything; no other package imports them' });
  }
});
