/**
 * The environment variables with which Bun lets the environment change what a compiled executable does. `BUN_OPTIONS`
 * preloads a script or a configuration file, and `BUN_BE_BUN` turns the executable into Bun's own command line.
 * `BUN_INSPECT`, which the terminal of an editor sets, makes it wait for a debugger.
 */
const variables = ['BUN_OPTIONS', 'BUN_BE_BUN', 'BUN_INSPECT'] as const;

/** Bun's own scripts read some of them as `process.env.NAME`, which must remain valid JavaScript. */
const names = new RegExp(`(?<!process\\.env\\.)(?:${variables.join('|')})`, 'g');

/**
 * Makes a runtime ignore these variables: no option of `bun build --compile` does. Each name in the runtime becomes one
 * that no environment contains, because it begins with an equals sign. The size stays the same.
 *
 * @throws Error if the runtime does not contain one of the names, as another version of Bun might not
 */
export function ignoreVariables(runtime: Buffer): Buffer {
  const result = Buffer.from(runtime);
  const found = new Set<string>();
  for (const { 0: name, index } of runtime.toString('latin1').matchAll(names)) {
    result.write('=', index, 'latin1');
    found.add(name);
  }
  const missing = variables.filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`The runtime does not contain the name ${missing.join(', ')}.`);
  return result;
}
