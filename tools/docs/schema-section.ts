import { typeName } from './type-name.ts';
import type { MemberShape, NestedShape, TypeShape } from '#framework';

// The section "Schema" of a page, in the registry's form (terraform-plugin-docs, internal/schemamd).

type Members = NestedShape['attributes'];

const WRITE_ONLY = 'https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments';
const NOTE = `> **NOTE**: [Write-only arguments](${WRITE_ONLY}) are supported in Terraform 1.11 and later.`;

/** What people may, must and cannot set; each group in alphabetical order. */
const groups: readonly { readonly title: string; readonly has: (mode: MemberShape['mode']) => boolean }[] = [
  { title: 'Required', has: (mode) => mode === 'required' },
  { title: 'Optional', has: (mode) => mode === 'optional' || mode === 'optionalComputed' || mode === 'block' },
  { title: 'Read-Only', has: (mode) => mode === 'computed' },
];

/** An object whose attributes are explained in a section of their own. */
interface Inner {
  readonly anchor: string;
  readonly path: readonly string[];
  /** Attributes with a schema, or types alone, which are listed in the group of their attribute. */
  readonly members: { readonly attributes: Members } | { readonly types: Readonly<Record<string, TypeShape>> };
  readonly group: string;
}

/** The section that describes the attributes of a schema. */
export function schemaSection({ attributes }: { readonly attributes: Members }): string {
  const { lines, inner } = grouped(attributes, [], (title) => `### ${title}`);
  return ['## Schema', '', ...lines, ...inner.flatMap(innerSection)].join('\n').trim();
}

/** The section that describes the identity by which a resource can be imported. */
export function identitySection(attributes: Members): string {
  const part = (title: string, required: boolean): readonly string[] => {
    const of = entries(attributes).filter(([, { mode }]) => (mode === 'required') === required);
    const lines = of.map(([name, attribute]) => attributeLine(name, attribute));
    return of.length === 0 ? [] : [`#### ${title}`, '', ...lines, ''];
  };
  return ['### Identity Schema', '', ...part('Required', true), ...part('Optional', false)].join('\n').trim();
}

function grouped(
  attributes: Members,
  parents: readonly string[],
  heading: (title: string) => string,
): { readonly lines: readonly string[]; readonly inner: readonly Inner[] } {
  const lines: string[] = [];
  const inner: Inner[] = [];
  for (const { title, has } of groups) {
    const of = entries(attributes).filter(([, { mode }]) => has(mode));
    if (of.length === 0) continue;
    lines.push(heading(title), '');
    if (parents.length === 0 && of.some(([, { writeOnly }]) => writeOnly === true)) lines.push(NOTE, '');
    for (const [name, attribute] of of) {
      const path = [...parents, name];
      const below = innerOf(attribute.type, path, 'nestedatt', title);
      lines.push(attributeLine(name, attribute) + linkTo(below));
      if (below) inner.push(below);
    }
    lines.push('');
  }
  return { lines, inner };
}

function attributeLine(name: string, attribute: MemberShape): string {
  const { type, sensitive, deprecated, writeOnly, description = '' } = attribute;
  const words = [
    typeName(type),
    ...(sensitive === true ? ['Sensitive'] : []),
    ...(deprecated === undefined ? [] : ['Deprecated']),
    ...(writeOnly === true ? [`[Write-only](${WRITE_ONLY})`] : []),
  ];
  return `- \`${name}\` (${words.join(', ')}) ${description.trim()}`.trimEnd();
}

const linkTo = (inner: Inner | undefined): string =>
  inner ? ` (see [below for nested schema](#${inner.anchor}))` : '';

function innerSection({ anchor, path, members, group }: Inner): readonly string[] {
  const title = [`<a id="${anchor}"></a>`, `### Nested Schema for \`${path.join('.')}\``, ''];
  if ('attributes' in members) {
    const { lines, inner } = grouped(members.attributes, path, (name) => `${name}:`);
    return [...title, ...lines, ...inner.flatMap(innerSection), ''];
  }
  const inner: Inner[] = [];
  const lines = entries(members.types).map(([name, type]) => {
    const below = innerOf(type, [...path, name], 'nestedobjatt', group);
    if (below) inner.push(below);
    return `- \`${name}\` (${typeName(type)})${linkTo(below)}`;
  });
  return [...title, `${group}:`, '', ...lines, '', ...inner.flatMap(innerSection), ''];
}

/** The object in a type, if there is one that needs a section. */
function innerOf(type: TypeShape, path: readonly string[], prefix: string, group: string): Inner | undefined {
  const anchor = [prefix, ...path].join('--');
  if (type.kind === 'nested') return { anchor, path, group, members: { attributes: type.attributes } };
  const object = type.kind === 'list' || type.kind === 'set' || type.kind === 'map' ? type.element : type;
  return object.kind === 'object' ? { anchor, path, group, members: { types: object.attributes } } : undefined;
}

const entries = <T>(of: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1));
