import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedFolders, registryPages } from '../../../tools/docs/pages.ts';
import { settingsPage } from '../../../tools/docs/settings-page.ts';
import { tfplugindocs } from '../../../tools/docs/tfplugindocs.ts';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines } from '../../support/engine.ts';
import { createProject } from '../../support/project.ts';
import { typeToJson, type NestedShape } from '#framework';
import { gigaset } from '#provider';

const examples = join(root, 'examples');

/** The generated pages in a folder, by their path in it. */
function pagesIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path === 'index.md' || generatedFolders.some((name) => path.startsWith(`${name}/`)))
    .sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

test('the pages in docs/ are up to date (else: npm run docs)', () => {
  expect(pagesIn(join(root, 'docs'))).toEqual(Object.fromEntries([...registryPages(examples)].sort()));
});

test("the page of the server's settings is up to date (else: npm run docs)", async () => {
  expect(readFileSync(join(root, 'docs/settings.md'), 'utf8')).toBe(await settingsPage());
});

test('each resource, data source, list resource and function has a page', () => {
  const { resources, dataSources = [], listResources = [], functions = [] } = gigaset;
  const expected = [
    'index.md',
    ...resources.map(({ type }) => `resources/${type.slice('gigaset_'.length)}.md`),
    ...dataSources.map(({ type }) => `data-sources/${type.slice('gigaset_'.length)}.md`),
    ...listResources.map(({ of }) => `list-resources/${of.type.slice('gigaset_'.length)}.md`),
    ...functions.map(({ name }) => `functions/${name}.md`),
  ];
  expect(Object.keys(pagesIn(join(root, 'docs')))).toEqual(expected.sort());
});

test('descriptions are whole sentences', () => {
  const { schema, resources, dataSources = [], listResources = [], functions = [] } = gigaset;
  const described = [
    { name: 'the provider', ...schema },
    ...resources.map((one) => ({ name: one.type, ...one.schema })),
    ...dataSources.map((one) => ({ name: `data ${one.type}`, ...one.schema })),
    ...listResources.map((one) => ({ name: `list ${one.of.type}`, ...one.schema })),
  ].flatMap(({ name, description, attributes }) => [{ name, description }, ...descriptionsOf(attributes, name)]);
  const ofFunctions = functions.flatMap(({ name, summary, description, parameters, variadic }) => [
    { name: `summary of ${name}`, description: summary },
    { name, description },
    ...[...parameters, ...(variadic ? [variadic] : [])].map((one) => ({ ...one, name: `${name}: ${one.name}` })),
  ]);
  const bad = [...described, ...ofFunctions].filter(({ description = '' }) => !/^[`A-Z][^]*[.]$/.test(description));
  expect(bad).toEqual([]);
});

/** The descriptions of attributes, nested ones included. */
function descriptionsOf(
  attributes: NestedShape['attributes'],
  above: string,
): readonly { readonly name: string; readonly description: string | undefined }[] {
  return Object.entries(attributes).flatMap(([attribute, { type, description }]) => {
    const name = `${above}.${attribute}`;
    return [{ name, description }, ...(type.kind === 'nested' ? descriptionsOf(type.attributes, name) : [])];
  });
}

describe('tfplugindocs, the generator that providers in Go use', () => {
  let dir: string;
  let program: string | undefined;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gigaset-registry-'));
    const tool = await tfplugindocs();
    if ('program' in tool) program = tool.program;
    else expect(tool.problem).toBe('Go is not on PATH');
    writeFileSync(
      join(dir, 'schema.json'),
      JSON.stringify({ format_version: '1.0', provider_schemas: { gigaset: await schema() } }),
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const call = (tool: string, command: string, folder: string) =>
    run(tool, [
      command,
      ...['--provider-name', 'gigaset'],
      ...['--provider-dir', folder],
      ...['--providers-schema', join(dir, 'schema.json')],
    ]);

  test('finds the pages valid', async () => {
    if (program === undefined) return;
    const { code, output } = await call(program, 'validate', root);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('running file mismatch check') });
  });

  test('generates the same pages from the schema that an engine prints', async () => {
    if (program === undefined) return;
    const folder = join(dir, 'provider');
    mkdirSync(folder);
    cpSync(examples, join(folder, 'examples'), { recursive: true });
    const { code, output } = await call(program, 'generate', folder);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(withoutAuthor(pagesIn(join(folder, 'docs')))).toEqual(withoutAuthor(pagesIn(join(root, 'docs'))));
  });
});

/** Pages without the comments that name their generator. */
const withoutAuthor = (pages: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pages).map(([path, text]) => [
      path,
      text.replace(/^(#|<!-- [a-z ]+) (?:generated|written) by .*$/gm, '$1'),
    ]),
  );

/** The provider's schema as an engine prints it. List resources, which no engine prints yet, come from their definition. */
async function schema(): Promise<object> {
  // Terraform 1.11 does not print identities.
  const engine = engines().find(({ name }) => name === 'OpenTofu') ?? engines()[0];
  if (!engine) throw new Error('No engine was found.');
  const project = await createProject({ engine, hcl: 'provider "gigaset" {}\n' });
  const { stdout } = await project.run('providers', 'schema', '-json');
  project.remove();
  const { provider_schemas: all }: { provider_schemas: Readonly<Record<string, object>> } = JSON.parse(stdout);
  const [, printed] = Object.entries(all).find(([address]) => address.endsWith('/gigaset')) ?? [];
  const lists = (gigaset.listResources ?? []).map(({ of, schema: { attributes, description } }) => [
    of.type,
    { version: 0, block: { description, description_kind: 'markdown', attributes: printedAttributes(attributes) } },
  ]);
  return { ...printed, list_resource_schemas: Object.fromEntries(lists) };
}

const printedAttributes = (attributes: NestedShape['attributes']): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { type, mode, description }]) => [
      name,
      { type: typeToJson(type), description, description_kind: 'markdown', [mode]: true },
    ]),
  );
