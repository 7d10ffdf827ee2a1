import fc from 'fast-check';
import { type Lookup, lookupOf, readBlocks, withFolder } from '../../../../cli/install/index.ts';

const folder = '/home/daryna/.terraform.d/plugins';
const mirror = (attributes: string): string =>
  `provider_installation {\n  filesystem_mirror {\n${attributes}\n  }\n}\n`;

describe('whether an engine finds the provider in a folder', () => {
  const path = `path = "${folder}"`;
  test.each<[what: string, configuration: string, lookup: Lookup]>([
    ['an empty configuration', '', 'default folders'],
    [
      'other settings',
      'plugin_cache_dir = "/x"\nhost "a.example" {\n  services = {\n    a = "b"\n  }\n}',
      'default folders',
    ],
    ['a commented-out block', '# provider_installation {\n/* provider_installation { */', 'default folders'],
    ['a block without methods', 'provider_installation {\n}', 'left out'],
    ['only direct', 'provider_installation {\n  direct {}\n}', 'left out'],
    ['another folder', mirror('path = "/elsewhere"'), 'left out'],
    ['the folder for all providers', mirror(path), 'named'],
    ['the folder in another spelling', mirror(`path = "${folder}/../plugins/"`), 'named'],
    ['the folder for ours', mirror(`${path}\ninclude = ["gigaset-redirect/*"]`), 'named'],
    ['the folder for everything', mirror(`${path}\ninclude = ["*/*/*"]`), 'named'],
    ['a pattern that matches nothing', mirror(`${path}\ninclude = ["*/gigaset-redirect/*"]`), 'left out'],
    ['the folder for one of our addresses', mirror(`${path}\ninclude = ["gigaset-redirect/gigaset"]`), 'named'],
    ['the folder for others', mirror(`${path}\ninclude = ["example.com/*/*"]`), 'left out'],
    [
      'the folder without ours',
      mirror(`${path}\nexclude = [\n  "a/b", # ours:\n  "gigaset-redirect/*",\n]`),
      'left out',
    ],
    [
      'an override',
      'provider_installation {\n  dev_overrides {\n    "gigaset-redirect/gigaset" = "/x"\n  }\n}',
      'named',
    ],
    ['an override of another', 'provider_installation {\n  dev_overrides {\n    "a/b" = "/x"\n  }\n}', 'left out'],
  ])('%s', (_what, configuration, lookup) => {
    expect(lookupOf(configuration, folder)).toBe(lookup);
  });

  test('a Windows path with escapes', () => {
    const [block] = readBlocks(mirror(String.raw`path = "C:\\Users\\Daryna\\plugins"`));
    expect(block?.blocks[0]?.attributes.get('path')).toEqual([String.raw`C:\Users\Daryna\plugins`]);
  });
});

describe('a configuration to which the folder was added', () => {
  const kept =
    '# by hand\nprovider_installation {\n  direct {}\n  network_mirror {\n    url = "https://a/"\n    exclude = ["x/y"]\n  }\n}\n';

  test('keeps what was there, and excludes our provider from other methods', () => {
    const added = withFolder(kept, folder);
    expect(lookupOf(added, folder)).toBe('named');
    const [block] = readBlocks(added);
    expect(block?.blocks.map(({ name, attributes }) => [name, attributes.get('exclude')])).toEqual([
      ['filesystem_mirror', undefined],
      ['direct', ['gigaset-redirect/*']],
      ['network_mirror', ['gigaset-redirect/*', 'x/y']],
    ]);
    expect(added).toContain('# by hand\n');
  });

  test('gets a block if it had none', () => {
    const added = withFolder('plugin_cache_dir = "/x"', folder);
    expect(added).toMatch(/^plugin_cache_dir = "\/x"\nprovider_installation \{\n/);
    expect(lookupOf(added, folder)).toBe('named');
  });

  const words = fc.constantFrom(
    'provider_installation',
    'direct',
    '{',
    '}',
    '[',
    ']',
    '=',
    '"a/b"',
    '# x\n',
    ' ',
    '\n',
    '"',
    '\\',
  );
  test('any text can be read', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
        ),
        (text) => {
          readBlocks(text);
          lookupOf(text, folder);
        },
      ),
    );
  });

  const methods = fc.array(
    fc.constantFrom('direct {}', 'direct {\n exclude = ["a/b"]\n}', 'network_mirror {\n url = "https://a/"\n}'),
  );
  test('names it, whatever methods were there', () => {
    fc.assert(
      fc.property(methods, fc.string({ minLength: 1 }), (there, name) => {
        const place = `/${name}`;
        expect(lookupOf(withFolder(`provider_installation {\n${there.join('\n')}\n}\n`, place), place)).toBe('named');
      }),
    );
  });
});
