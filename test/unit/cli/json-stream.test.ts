import fc from 'fast-check';
import { JsonSyntaxError, readJson, type JsonVisitor } from '../../../cli/json-stream/index.ts';
import { chunksOf } from './chunks.ts';

const document = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
const layout = fc.record({ indent: fc.constantFrom(0, 2), size: fc.integer({ min: 1, max: 40 }) });

/** Reads what a visitor takes. */
async function taken(text: string, size: number, visitor: (take: (value: unknown) => void) => JsonVisitor) {
  const values: unknown[] = [];
  await readJson(
    chunksOf(text, size),
    visitor((value) => values.push(value)),
  );
  return values;
}

/** The place of the first mistake in a document whose members `a` and `b` are read. */
async function faultOf(text: string, size = 5): Promise<object | undefined> {
  try {
    await taken(text, size, (value) => ({ members: { a: { elements: { value } }, b: { value } } }));
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { fault, line, column } = error;
    return { fault, line, column };
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('a JSON document that is read piece by piece', () => {
  test('yields a whole value as JSON.parse does, however it is divided', async () => {
    await fc.assert(
      fc.asyncProperty(document, layout, async (value, { indent, size }) => {
        const text = JSON.stringify(value, null, indent);
        expect(await taken(text, size, (take) => ({ value: take }))).toEqual([JSON.parse(text)]);
      }),
    );
  });

  test('yields the chosen elements and members, and skips all others', async () => {
    const member = fc.constantFrom('a', 'b', 'c', 'a"b', '__proto__', 'constructor');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(member, document), { maxLength: 6 }),
        fc.array(document, { maxLength: 6 }),
        layout,
        async (members, elements, { indent, size }) => {
          const before = Object.fromEntries(members.filter(([name]) => name !== 'a'));
          const text = JSON.stringify({ x: before, y: { z: { list: elements } }, ...before }, null, indent);
          const found = await taken(text, size, (value) => ({
            members: { b: { value }, y: { members: { z: { members: { list: { elements: { value } } } } } } },
          }));
          const expected: unknown[] = [...elements, ...('b' in before ? [before['b']] : [])];
          expect(found).toEqual(JSON.parse(JSON.stringify(expected)));
        },
      ),
    );
  });

  test('is refused exactly if JSON.parse refuses it, when every value is taken', async () => {
    const damaged = fc
      .tuple(document, fc.nat(), fc.constantFrom('', '"', ',', ':', '}', ']', '{', '\\', '\n', 'x', '1'))
      .map(([value, at, insert]) => {
        const text = JSON.stringify({ a: [value, 1], b: value });
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + (insert === '' ? 1 : 0));
      });
    await fc.assert(
      fc.asyncProperty(damaged, fc.integer({ min: 1, max: 40 }), async (text, size) => {
        // A member with another name is skipped, and only its brackets are checked.
        fc.pre(isJson(text) || /^\{"a":\[.*"b":/s.test(text));
        expect((await faultOf(text, size)) === undefined).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nothing', '', { fault: 'empty', line: 1, column: 1 }],
    ['only spaces', ' \n\n ', { fault: 'empty', line: 3, column: 2 }],
    ['a text', 'Plan: 1 to add', { fault: 'invalid', line: 1, column: 1 }],
    ['half a document', '{"a": [1,\n {"x": "y', { fault: 'incomplete', line: 2, column: 10 }],
    ['half a skipped member', '{"c": {"x": [1', { fault: 'incomplete', line: 1, column: 15 }],
    ['a second document', '{"a": []}\n{"a": []}', { fault: 'unexpected', line: 2, column: 1 }],
    ['a wrong element', '{\n  "a": [\n    {},\n    {"x" 1}\n  ]\n}', { fault: 'invalid', line: 4, column: 5 }],
    ['a wrong bracket', '{"a": [\n[1}]}', { fault: 'invalid', line: 2, column: 1 }],
    ['a bracket that closes another one', '{"a": [1}', { fault: 'unexpected', line: 1, column: 9 }],
    ['a missing comma', '{"a": [1] "b": 2}', { fault: 'unexpected', line: 1, column: 11 }],
    ['a comma too many', '{"a": [1,]}', { fault: 'unexpected', line: 1, column: 10 }],
    ['a name without quotation marks', '{a: 1}', { fault: 'unexpected', line: 1, column: 2 }],
  ])('with %s is refused with its place', async (_, text, place) => {
    for (const size of [1, 3, 1000]) expect(await faultOf(text, size)).toEqual(place);
  });

  test('with bytes that are not UTF-8 is refused', async () => {
    const bytes = Buffer.from('{"b": "\xff"}', 'latin1');
    await expect(readJson(chunksOf(bytes), { members: { b: { value: () => undefined } } })).rejects.toMatchObject({
      fault: 'invalid',
    });
  });
});
