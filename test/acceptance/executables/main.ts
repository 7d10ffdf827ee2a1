import { buildProduct } from '../../../tools/build.ts';
import { findEngines } from '../../../tools/engine/index.ts';
import { makeMirror } from '../../../tools/mirror.ts';
import { bold, green, red } from '../../../tools/progress.mjs';
import { buildExecutable, hostTarget, providerSource } from '../../../tools/release/index.ts';
import { brokenStarts, plan, startsFolder } from './broken-starts.ts';

// npm run broken-starts prints a table: each cause, and what `plan` shows with it on each engine, with each build.

const note = (text: string): void => void process.stderr.write(`${text}\n`);
await Promise.all([buildProduct(), makeMirror()]);
await makeMirror(await buildExecutable(await providerSource(), hostTarget(), note));
const columns = (await findEngines(note)).flatMap((engine) =>
  (['bundle', 'executable'] as const).map((provider) => ({ ...engine, provider })),
);
const width = Math.max(...columns.map(({ name, version, provider }) => `${name} ${version}, ${provider}`.length));

const folder = startsFolder();
for (const { cause, env, ...expected } of brokenStarts) {
  process.stdout.write(`\n${bold(`with ${cause}`)}\n`);
  for (const engine of columns) {
    const output = await plan(engine, await env(folder.path));
    const seen = expected[engine.provider].exec(output);
    if (seen === null) process.exitCode = 1;
    const title = `${engine.name} ${engine.version}, ${engine.provider}`.padEnd(width);
    process.stdout.write(`  ${title}  ${seen === null ? red(output) : green(sentenceAt(output, seen.index))}\n`);
  }
}
folder.remove();

/** The sentences of the output from a place on, without what the engine adds. */
function sentenceAt(output: string, index: number): string {
  const rest = output.slice(index);
  return /^.*?(?= This usually| Additionally| The plugin |, 0 to change)/.exec(rest)?.[0] ?? rest.slice(0, 200);
}
