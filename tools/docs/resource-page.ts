import { join } from 'node:path';
import { exampleBlocks, usageSection } from './examples.ts';
import { page, written } from './page.ts';
import { identitySection, schemaSection } from './schema-section.ts';
import type { NestedShape, Schema } from '#framework';

const LANGUAGE = 'https://developer.hashicorp.com/terraform';

/** A resource, a data source or a list resource. */
export interface Described {
  readonly type: string;
  readonly schema: Schema;
  readonly identity?: { readonly attributes: NestedShape['attributes'] };
}

/** The title of the page, and the folder of its examples. */
interface Kind {
  readonly title: string;
  readonly folder: string;
  readonly begin: string;
  readonly end: string;
}

export const kinds = {
  resource: { title: 'Resource', folder: 'resources', begin: 'resource', end: '.tf' },
  dataSource: { title: 'Data Source', folder: 'data-sources', begin: 'data-source', end: '.tf' },
  listResource: { title: 'List Resource', folder: 'list-resources', begin: 'list-resource', end: '.tfquery.hcl' },
} as const satisfies Readonly<Record<string, Kind>>;

/** The page of a resource, a data source or a list resource. `examples` is the folder with all examples. */
export function resourcePage(kind: Kind, { type, schema, identity }: Described, examples: string): string {
  const folder = join(examples, kind.folder, type);
  const { description = '' } = schema;
  return page({ title: `${type} ${kind.title} - gigaset`, subcategory: '', description }, [
    `# ${type} (${kind.title})`,
    description,
    ...usageSection(exampleBlocks(folder, kind.begin, kind.end)),
    `${written('schema')}\n${schemaSection(schema)}`,
    ...importSection(folder, identity),
  ]);
}

function importSection(folder: string, identity: Described['identity']): readonly string[] {
  const byIdentity = exampleBlocks(folder, 'import-by-identity', '.tf');
  const byId = exampleBlocks(folder, 'import-by-string-id', '.tf');
  const command = exampleBlocks(folder, 'import', '.sh', 'shell');
  const block = (attribute: string): string =>
    `the [\`import\` block](${LANGUAGE}/language/import) can be used with the \`${attribute}\` attribute, for example:`;
  const parts = [
    ...(identity && byIdentity.length > 0
      ? [
          `In Terraform v1.12.0 and later, ${block('identity')}`,
          ...byIdentity,
          `${written('schema')}\n${identitySection(identity.attributes)}`,
        ]
      : []),
    ...(byId.length > 0 ? [`In Terraform v1.5.0 and later, ${block('id')}`, ...byId] : []),
    ...(command.length > 0
      ? [`The [\`terraform import\` command](${LANGUAGE}/cli/commands/import) can be used, for example:`, ...command]
      : []),
  ];
  return parts.length === 0 ? [] : ['## Import', 'Import is supported using the following syntax:', ...parts];
}
