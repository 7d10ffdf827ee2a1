import { ignoreVariables } from '../../../tools/release/hermetic.ts';

const names = 'BUN_OPTIONS\0BUN_BE_BUN\0process.env.BUN_INSPECT BUN_INSPECT\0';
const prefix = Array.from(Buffer.from('BUN_JSC_'));

/** Instructions as compilers generate them, with the constant of the first comparison. */
const processors = [
  {
    name: 'x86-64',
    code: (first: number) =>
      Buffer.concat(
        prefix.map((character, index) =>
          index === 0
            ? Buffer.of(0x41, 0x80, 0x3e, first, 0x75, 0xe5)
            : Buffer.of(0x41, 0x80, 0x7e, index, character, 0x75, 0xe5 - index * 7),
        ),
      ),
    never: '='.charCodeAt(0),
  },
  {
    name: 'Arm',
    code: (first: number) =>
      Buffer.concat(
        prefix.map((character, index) => {
          const words = [
            0x39400109 + (index << 10),
            0x7100013f + ((index === 0 ? first : character) << 10),
            0x54ffff01,
          ];
          return Buffer.concat(words.map((word) => Buffer.from(Uint32Array.of(word).buffer)));
        }),
      ),
    never: 0x02,
  },
];

test.each(processors)('changes names, and the code that compares prefixes on $name', ({ code, never }) => {
  const runtime = (first: number, text: string) => Buffer.concat([Buffer.from(text, 'latin1'), code(first)]);
  const [b = 0] = prefix;
  expect(ignoreVariables(runtime(b, names))).toEqual(
    runtime(never, '=UN_OPTIONS\0=UN_BE_BUN\0process.env.BUN_INSPECT =UN_INSPECT\0'),
  );
});

test('refuses a runtime that lacks a name or the comparison', () => {
  expect(() => ignoreVariables(Buffer.from(names))).toThrow('BUN_JSC_');
  expect(() => ignoreVariables(Buffer.from('BUN_OPTIONS BUN_BE_BUN'))).toThrow('BUN_INSPECT');
});
