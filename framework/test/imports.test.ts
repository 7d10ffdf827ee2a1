import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { root } from '../../tools/paths.ts';

/** Every file that is reached from one by its imports, relative to the project, and every package. */
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
    // What is loaded while it runs would be missed above.
    expect(text).not.toMatch(/\bimport\(['\"`]|\brequire\(/);
  };
  visit(entry);
  return { files: [...files], packages: [...packages] };
}

describe.each([
  ['the framework', 'framework/index.ts', []],
  ['the null provider', 'framework/example/main.ts', ['framework/example/']],
])('%s', (_, entry, own) => {
  const { files, packages } = reachedFrom(entry);

  test('reaches nothing but the framework, down to the wire', () => {
    expect(files).toContain('framework/wire/msgpack-reader.ts');
    expect(files.filter((file) => !['framework/', ...own].some((folder) => file.startsWith(folder)))).toEqual([]);
  });

  test('needs no package but the codec of protocol buffers', () => {
    expect(packages).toEqual(['@bufbuild/protobuf']);
  });
});
