import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Every file and every package that an entry reaches by its imports. Files are relative to the framework. */
function reachedFrom(entry: string): { readonly files: readonly string[]; readonly packages: readonly string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, from = ''] of text.matchAll(/^(?:import|export)\s(?:[^;'"=]*\sfrom\s)?['"]([^'"]+)['"]/gm)) {
      if (from.startsWith('.')) visit(relative(root, join(root, dirname(file), from)));
      else if (!isBuiltin(from))
        packages.add(
          from
            .split('/')
            .slice(0, from.startsWith('@') ? 2 : 1)
            .join('/'),
        );
    }
    // Dynamic imports would be missed above.
    expect(text).not.toMatch(/\bimport\(['\"`]|\brequire\(/);
  };
  visit(entry);
  return { files: [...files], packages: [...packages] };
}

describe.each(['index.ts', 'testing/index.ts', 'example/main.ts'])('%s', (entry) => {
  const { files, packages } = reachedFrom(entry);

  test('reaches no file outside of the framework', () => {
    expect(files.filter((file) => file.startsWith('..'))).toEqual([]);
  });

  test('needs no package but the protobuf runtime', () => {
    const own = '@gigaset-redirect/framework';
    expect(packages.filter((name) => name !== own)).toEqual(entry.startsWith('example') ? [] : ['@bufbuild/protobuf']);
  });
});

describe('the layers of the framework', () => {
  /** From the bottom to the top: a layer imports only layers before it, and only their index. */
  const layers = ['gen', 'values', 'schema', 'definition', 'grpc', 'wire', 'lifecycle', 'rpc', 'plugin', 'testing'];

  test.each(layers)('%s imports only the index of lower layers', (layer) => {
    const folder = join(root, layer);
    const imports = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/ from '\.\.\/([^']+)'/g)])
      .map(([, from = '']) => from);
    const lower = layers.slice(0, layers.indexOf(layer));
    const allowed = (from: string) => from.startsWith('gen/') || lower.some((name) => from === `${name}/index.ts`);
    expect(layer === 'gen' ? [] : imports.filter((from) => !allowed(from))).toEqual([]);
  });
});
