/** An element of XML-RPC, with what the scanner needs to recognize it and to check its content. */
export interface Element {
  readonly name: string;
  /** The tags in their usual spelling, without attributes. */
  readonly start: string;
  readonly end: string;
  /** Whether the element's text is significant. In other elements, only blanks are allowed between the children. */
  readonly text: boolean;
  readonly children: readonly Element[];
  /** How many children are allowed: `one` in all, one of `each`, or `many`. */
  readonly take: 'one' | 'each' | 'many';
  /** The required children as a bit mask over their positions in `children`. */
  readonly needs: number;
}

interface Content {
  readonly text?: true;
  readonly children?: readonly string[];
  readonly take?: 'one' | 'each' | 'many';
  readonly needs?: readonly string[];
}

/** Elements that hold the text of a single value. They include Apache's `ex:` types, listed without the prefix. */
const scalars = [
  'string',
  'int',
  'i4',
  'boolean',
  'double',
  'dateTime.iso8601',
  'base64',
  'nil',
  'i8',
  'i1',
  'i2',
  'float',
  'biginteger',
  'bigdecimal',
  'dateTime',
  'serializable',
] as const;

/** The grammar of XML-RPC (xmlrpc.com/spec.md). The scanner tries children in this order, so the most frequent is first. */
const grammar: Readonly<Record<string, Content>> = {
  document: { children: ['methodResponse', 'methodCall'], take: 'one' },
  methodCall: { children: ['methodName', 'params'], needs: ['methodName'] },
  methodName: { text: true },
  methodResponse: { children: ['params', 'fault'], take: 'one' },
  params: { children: ['param'], take: 'many' },
  param: { children: ['value'], needs: ['value'] },
  fault: { children: ['value'], needs: ['value'] },
  value: { text: true, children: ['string', 'array', 'struct', ...scalars.slice(1)], take: 'one' },
  array: { children: ['data'] },
  data: { children: ['value'], take: 'many' },
  struct: { children: ['member'], take: 'many' },
  member: { children: ['name', 'value'], needs: ['name', 'value'] },
  name: { text: true },
  ...Object.fromEntries(scalars.map((name) => [name, { text: true } as const])),
};

/** A pseudo-element that contains the whole document. */
export const documentElement: Element = compile('document');

function compile(root: string): Element {
  const compiled = new Map<string, Element>();
  const elementFor = (name: string): Element => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const content = grammar[name] ?? {};
    const { text = false, take = 'each', children: names = [], needs: needed = [] } = content;
    const children: Element[] = [];
    const needs = needed.reduce((bits, child) => bits | (1 << names.indexOf(child)), 0);
    const element: Element = { name, start: `<${name}>`, end: `</${name}>`, text, take, children, needs };
    // Stored before its children are compiled, because the grammar is recursive: a value may contain an array of values.
    compiled.set(name, element);
    children.push(...names.map(elementFor));
    return element;
  };
  return elementFor(root);
}
