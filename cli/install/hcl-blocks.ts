/** A block of an HCL file, as far as a CLI configuration needs it: strings and lists of strings. */
export interface Block {
  readonly name: string;
  /** A string is a list of one. The values of other expressions are missing. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly blocks: readonly Block[];
  /** The position behind its opening brace. */
  readonly bodyStart: number;
  /** The positions behind the opening brackets of its lists, by attribute. */
  readonly listStarts: ReadonlyMap<string, number>;
}

interface Token {
  readonly kind: 'string' | 'word' | 'sign';
  /** The value of a string; otherwise what is written. */
  readonly text: string;
  /** The position behind it. */
  readonly end: number;
}

/** Comments, strings with escapes, words, and every other character by itself (github.com/hashicorp/hcl, hclsyntax/spec.md). */
const TOKEN = /(?:#|\/\/)[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|[\p{L}\p{N}_.-]+|[^\s]/gu;

/**
 * Reads the blocks of an HCL file. Never throws: what it does not understand it skips, because only the engine can say
 * what is wrong with a configuration.
 */
export function readBlocks(text: string): readonly Block[] {
  const tokens = [...text.matchAll(TOKEN)].flatMap(({ 0: written, index }): Token[] => {
    if (/^(?:#|\/\/|\/\*)/.test(written)) return [];
    const end = index + written.length;
    if (written.length > 1 && written.startsWith('"')) return [{ kind: 'string', text: unquoted(written), end }];
    return [{ kind: /^[\p{L}\p{N}_]/u.test(written) ? 'word' : 'sign', text: written, end }];
  });
  return readBody(tokens, { at: 0 }).blocks;
}

/** The blocks inside of the first block with a name; undefined if there is none. */
export const blocksOf = (blocks: readonly Block[], name: string): readonly Block[] | undefined =>
  blocks.find((block) => block.name === name)?.blocks;

type Body = Pick<Block, 'attributes' | 'blocks' | 'listStarts'>;

/** Reads up to a closing brace or the end. The depth of the recursion is that of the blocks. */
function readBody(tokens: readonly Token[], position: { at: number }): Body {
  const attributes = new Map<string, readonly string[]>();
  const listStarts = new Map<string, number>();
  const blocks: Block[] = [];
  while (position.at < tokens.length) {
    const token = tokens[position.at++];
    if (token === undefined || isSign(token, '}')) break;
    if (token.kind === 'sign') continue;
    // Labels, as in `host "example.com" {`, may follow the name of a block.
    let ahead = position.at;
    while (tokens[ahead]?.kind === 'string') ahead++;
    const sign = tokens[ahead];
    if (isSign(sign, '{')) {
      position.at = ahead + 1;
      blocks.push({ name: token.text, bodyStart: sign?.end ?? 0, ...readBody(tokens, position) });
    } else if (isSign(tokens[position.at], '=')) {
      position.at++;
      readValue(token.text, tokens, position, attributes, listStarts);
    }
  }
  return { attributes, blocks, listStarts };
}

function readValue(
  name: string,
  tokens: readonly Token[],
  position: { at: number },
  attributes: Map<string, readonly string[]>,
  listStarts: Map<string, number>,
): void {
  const first = tokens[position.at];
  if (first?.kind === 'string') {
    position.at++;
    attributes.set(name, [first.text]);
  } else if (isSign(first, '[')) {
    const end = tokens.findIndex((token, index) => index > position.at && isSign(token, ']'));
    if (end < 0) return;
    const elements = tokens.slice(position.at + 1, end).filter(({ kind }) => kind === 'string');
    attributes.set(
      name,
      elements.map(({ text }) => text),
    );
    listStarts.set(name, first?.end ?? 0);
    position.at = end + 1;
  } else if (isSign(first, '{')) {
    // An object: its keys do not matter.
    position.at++;
    readBody(tokens, position);
  } else {
    position.at++;
  }
}

const isSign = (token: Token | undefined, text: string): boolean => token?.kind === 'sign' && token.text === text;

/** The value of a string without interpolation. Windows paths need the escape of the backslash. */
const unquoted = (written: string): string => written.slice(1, -1).replace(/\\(["\\])/g, '$1');
