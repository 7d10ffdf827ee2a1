import { join } from 'node:path';
import { exampleBlocks, usageSection } from './examples.ts';
import { functionPage } from './function-page.ts';
import { page, written } from './page.ts';
import { type Described, kinds, resourcePage } from './resource-page.ts';
import { schemaSection } from './schema-section.ts';
import { gigaset } from '#provider';

/** The folders in docs/ that contain generated pages only. */
export const generatedFolders = ['resources', 'data-sources', 'functions', 'list-resources'] as const;

/**
 * Generates the provider's pages for the registries, in the format of terraform-plugin-docs (tfplugindocs).
 *
 * @param examples the folder with the examples
 * @returns the content of each page, by its path in docs/
 */
export function registryPages(examples: string): ReadonlyMap<string, string> {
  const pages = new Map<string, string>([['index.md', providerPage(examples)]]);
  const add = (kind: keyof typeof kinds, all: readonly Described[]): void => {
    for (const one of all) {
      pages.set(`${kinds[kind].folder}/${shortName(one.type)}.md`, resourcePage(kinds[kind], one, examples));
    }
  };
  add('resource', gigaset.resources);
  add('dataSource', gigaset.dataSources ?? []);
  add(
    'listResource',
    (gigaset.listResources ?? []).map(({ of, schema }) => ({ type: of.type, schema })),
  );
  for (const one of gigaset.functions ?? []) pages.set(`functions/${one.name}.md`, functionPage(one, examples));
  return pages;
}

/** The name of a page, as in `device` for `gigaset_device`. */
const shortName = (type: string): string => type.slice(`${gigaset.name}_`.length);

function providerPage(examples: string): string {
  const { name, schema } = gigaset;
  const { description = '' } = schema;
  return page({ title: `${name} Provider`, description }, [
    `# ${name} Provider`,
    description,
    ...usageSection(exampleBlocks(join(examples, 'provider'), 'provider', '.tf')),
    `${written('schema')}\n${schemaSection(schema)}`,
  ]);
}
