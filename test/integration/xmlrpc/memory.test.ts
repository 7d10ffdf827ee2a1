import { Buffer } from 'node:buffer';
import { startDecodingProcess, type DecodingProcess } from './decoding-process.ts';

const MEGABYTE = 1_000_000;

/** Repeats a text, or the text made from a counter, to one megabyte. */
function many(unit: string | ((index: number) => string)): string {
  const parts: string[] = [];
  for (let length = 0, index = 0; length < MEGABYTE; index++) {
    const part = typeof unit === 'string' ? unit : unit(index);
    parts.push(part);
    length += Buffer.byteLength(part);
  }
  return parts.join('');
}

const response = (inner: string): string => `<methodResponse><params><param>${inner}</param></params></methodResponse>`;
const list = (items: string): string => response(`<value><array><data>${items}</data></array></value>`);
const struct = (members: string): string => response(`<value><struct>${members}</struct></value>`);
const member = (name: string, value = '<value/>'): string => `<member><name>${name}</name>${value}</member>`;

const accepted: readonly (readonly [string, () => string])[] = [
  ['one long string', () => response(`<value><string>${'x'.repeat(MEGABYTE)}</string></value>`)],
  ['empty values', () => list(many('<value/>'))],
  ['short strings', () => list(many('<value>ab</value>'))],
  [
    'strings just long enough to be slices of the document',
    () => list(many((i) => `<value>${String(i).padStart(13, '0')}</value><!--${'x'.repeat(60_000)}-->`)),
  ],
  ['strings of two bytes a character', () => list(many('<value>\u4e00</value>'))],
  ['nils', () => list(many('<value><nil/></value>'))],
  ['integers', () => list(many('<value><i4>7</i4></value>'))],
  ['big integers', () => list(many('<value><i8>9223372036854775807</i8></value>'))],
  ['doubles', () => list(many('<value><double>.1</double></value>'))],
  ['dates', () => list(many('<value><dateTime.iso8601>20261124T0419</dateTime.iso8601></value>'))],
  ['empty base64', () => list(many('<value><base64/></value>'))],
  ['short base64', () => list(many('<value><base64>AA</base64></value>'))],
  ['long base64', () => response(`<value><base64>${'A'.repeat(MEGABYTE)}</base64></value>`)],
  ['empty arrays', () => list(many('<value><array/></value>'))],
  ['arrays of one', () => list(many('<value><array><data><value/></data></array></value>'))],
  ['empty structs', () => list(many('<value><struct/></value>'))],
  ['structs of one', () => list(many(`<value><struct>${member('a')}</struct></value>`))],
  ['structs of one with a number for a name', () => list(many(`<value><struct>${member('330')}</struct></value>`))],
  ['a struct with many members', () => struct(many((i) => member(i.toString(36))))],
  ['a struct with numbers for names', () => struct(many((i) => member(String(i * 3))))],
  ['a struct that repeats one name', () => struct(many(member('a')))],
  [
    'params',
    () => `<methodCall><methodName>a</methodName><params>${many('<param><value/></param>')}</params></methodCall>`,
  ],
  ['references', () => response(`<value><string>${many('&lt;')}</string></value>`)],
  ['numeric references', () => response(`<value>${many('&#x1F4DE;')}</value>`)],
  ['CDATA sections', () => response(`<value>${many('<![CDATA[a]]>')}</value>`)],
  ['empty CDATA sections', () => response(`<value>${many('<![CDATA[]]>')}</value>`)],
  ['text cut by comments', () => response(`<value>${many('a<!---->')}</value>`)],
  ['one long comment', () => `<!--${many('- ')}-->${response('<value/>')}`],
  ['comments', () => list(many('<!---->'))],
  ['processing instructions', () => list(many('<?a?>'))],
  ['attributes', () => list(many(`<value a="${'x'.repeat(900)}"/>`))],
  ['blanks', () => list(many(' '))],
  ['no-break spaces', () => list(many('\u00a0'))],
  ['carriage returns', () => response(`<value>${many('\r')}</value>`)],
];

const rejected: readonly (readonly [string, () => string])[] = [
  ['nested arrays', () => response(many('<value><array><data>'))],
  ['nested structs', () => response(many('<value><struct><member><name>a</name>'))],
  ['nested unknown elements', () => many('<a>')],
  ['an endless name of a tag', () => `<${many('a')}`],
  ['one tag of attributes', () => `<methodResponse ${many(' a="b"')}>`],
  ['an attribute that never ends', () => `<methodResponse a="${many('x')}`],
  ['repeated starts of a tag', () => many('<')],
  ['a tag of blanks', () => `<methodResponse${many(' ')}`],
  ['a comment that never ends', () => `<!--${many('->')}`],
  ['a CDATA section that never ends', () => response(`<value><![CDATA[${many(']')}`)],
  ['a processing instruction that never ends', () => `<?${many('?')}`],
  ['a string that never ends', () => `<methodResponse><params><param><value><string>${many('x')}`],
  ['plain ampersands', () => response(`<value>${many('&')}</value>`)],
  ['a reference that never ends', () => response(`<value>&#${many('0')}65;</value>`)],
  ['unknown references', () => response(`<value>${many('&lol;')}</value>`)],
  ['an integer without end', () => response(`<value><int>${many('9')}</int></value>`)],
  ['a double without end', () => response(`<value><double>${many('9')}x</double></value>`)],
  ['a date without end', () => response(`<value><dateTime.iso8601>${many('1')}</dateTime.iso8601></value>`)],
  ['declarations of entities', () => `<!DOCTYPE a [${many('<!ENTITY a "&b;">')}`],
  ['text between elements', () => list(many('x'))],
];

describe('a megabyte', () => {
  let decoding: DecodingProcess;
  beforeAll(async () => {
    decoding = startDecodingProcess(48);
    // Warm-up: compiled code must not count as memory of the first document.
    for (let turn = 0; turn < 3; turn++)
      await measure(list(many(`<value><struct>${member('a', '<value><int>1</int></value>')}</struct></value>`)));
  });
  afterAll(() => decoding.stop());

  const measure = (text: string, sizes: readonly number[] = [131_072]) =>
    decoding.ask({ document: Buffer.from(text), sizes, measure: true });

  test.each(accepted)('of %s is decoded in at most ten times its size', async (_, make) => {
    const text = make();
    const { outcomes, peakBytes } = await measure(text);
    expect(outcomes).toEqual(['value', 'value']);
    expect(peakBytes / Buffer.byteLength(text)).toBeLessThan(10);
  });

  test.each(rejected)('of %s is rejected in at most ten times its size', async (_, make) => {
    const text = make();
    const { outcomes, otherError, peakBytes } = await measure(text);
    expect({ outcomes, otherError }).toEqual({ outcomes: [outcomes[0], outcomes[0]], otherError: false });
    expect(outcomes[0]).not.toBe('value');
    expect(peakBytes / Buffer.byteLength(text)).toBeLessThan(10);
  });
});
