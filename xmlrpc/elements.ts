/** An element of XML-RPC, with what a scanner needs to recognise it and to judge its content. */
export interface Element {
  readonly name: string;
  /** The tags as nearly everybody writes them. */
  readonly start: string;
  readonly end: string;
  /** Text counts here; elsewhere only blanks may stand between the elements. */
  readonly text: boolean;
  readonly children: readonly Element[];
  /** How often children may stand: `one` of all of them, one of `each`, or `many`. */
  readonly take: 'one' | 'each' | 'many';
  /** The children that must not be missing, one bit each by their place in `children`. */
  readonly needs: number;
}

interface Content {
  readonly text?: true;
  readonly children?: readonly string[];
  readonly take?: 'one' | 'each' | 'many';
  readonly needs?: readonly string[];
}

/** Elements that hold nothing but the text of one value; `ex:` types of Apache among them, known without their prefix. */
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
] as const;

/**
 * The grammar of XML-RPC (xmlrpc.com/spec.md). Children stand in the order of how often they occur, because the scanner
 * tries them in that order.
 */
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

/** The pseudo-element around the whole document. */
export const documentElement: Element = compile('document');

function compile(root: string): Element {
  const made = new Map<string, Element>();
  const make = (name: string): Element => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const content = grammar[name] ?? {};
    const { text = false, take = 'each', children: names = [], needs: needed = [] } = content;
    const children: Element[] = [];
    const needs = needed.reduce((bits, child) => bits | (1 << names.indexOf(child)), 0);
    const element: Element = { name, start: `<${name}>`, end: `</${name}>`, text, take, children, needs };
    // Known before its children are made: a value may hold an array, and that values.
    made.set(name, element);
    children.push(...names.map(make));
    return element;
  };
  return make(root);
}
