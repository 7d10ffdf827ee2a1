/**
 * The environment variables with which Bun lets the environment change what a compiled executable does. `BUN_OPTIONS`
 * preloads a script or a configuration file, and `BUN_BE_BUN` turns the executable into Bun's own command line.
 * `BUN_INSPECT`, which the terminal of an editor sets, makes it wait for a debugger.
 */
const variables = ['BUN_OPTIONS', 'BUN_BE_BUN', 'BUN_INSPECT'] as const;

/** Bun's own scripts read some of them as `process.env.NAME`, which must remain valid JavaScript. */
const names = new RegExp(`(?<!process\\.env\\.)(?:${variables.join('|')})`, 'g');

/**
 * `BUN_JSC_NAME` sets an option of the JavaScript engine, and ends the program if the engine has no such option. The
 * runtime does not contain this prefix as text: its code compares one byte of a variable after the other.
 */
const enginePrefix = 'BUN_JSC_';

/** A pattern for one byte, as part of a regular expression for text in Latin-1. */
const byte = (value: number): string => `\\x${value.toString(16).padStart(2, '0')}`;

/** How a processor compares a byte with a constant. */
interface Comparison {
  /** A pattern for the instruction that compares the byte at an index, and for those between it and the one before. */
  readonly pattern: (constant: number, index: number) => string;
  /** The third byte of an instruction whose constant begins no variable. */
  readonly never: number;
}

const comparisons: readonly Comparison[] = [
  {
    // x86-64, `cmp byte [register + index], constant`: the constant is the last byte.
    pattern: (constant, index) =>
      index === 0 ? `\\x80[\\x38-\\x3f]${byte(constant)}` : `.{2,7}\\x80[\\x78-\\x7f]${byte(index)}${byte(constant)}`,
    never: '='.charCodeAt(0),
  },
  {
    // Arm, `cmp register, #constant`: six of its bits are in the second byte, the rest in the third. A branch and a load
    // are between two comparisons.
    pattern: (constant, index) => {
      const low = (constant & 0x3f) << 2;
      return `${index === 0 ? '' : '.{8}'}.[${byte(low)}-${byte(low + 3)}]${byte(constant >> 6)}\\x71`;
    },
    // A control character remains.
    never: 0,
  },
];

/**
 * Makes a runtime ignore these variables: no option of `bun build --compile` does. Each name in the runtime becomes one
 * that no environment contains, because it begins with an equals sign or a control character. The size stays the same.
 *
 * @throws Error if the runtime does not contain one of the names, as another version of Bun might not
 */
export function ignoreVariables(runtime: Buffer): Buffer {
  const result = Buffer.from(runtime);
  const text = runtime.toString('latin1');
  const found = new Set<string>();
  for (const { 0: name, index } of text.matchAll(names)) {
    result.write('=', index, 'latin1');
    found.add(name);
  }
  for (const { pattern, never } of comparisons) {
    const code = new RegExp(Array.from(Buffer.from(enginePrefix), pattern).join(''), 'gs');
    for (const { index } of text.matchAll(code)) {
      result.writeUInt8(never, index + 2);
      found.add(enginePrefix);
    }
  }
  const missing = [...variables, enginePrefix].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`The runtime does not contain the name ${missing.join(', ')}.`);
  return result;
}
