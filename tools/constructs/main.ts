import { join } from 'node:path';
import { findEngine } from '../engine/index.ts';
import { engineEnv } from '../engine-env.ts';
import { filesBelow, hasContent, writeFolder } from '../files.ts';
import { makeMirror } from '../mirror.ts';
import { root } from '../paths.ts';
import { startStep } from '../progress.mjs';
import { libraries } from './libraries.ts';
import { readSchema } from './schema.ts';

// npm run generate:constructs, once the packages and Node.js 22 are installed (tools/constructs.mjs). With --check, it
// changes nothing, and fails if a file is not up to date.
const check = process.argv.includes('--check');

const building = startStep('Provider');
await makeMirror();
building.done('built');

const reading = startStep('Schema');
const engine = await findEngine(reading.note);
const schema = await readSchema(engine.path);
reading.done(`read by ${engine.name} ${engine.version}`);

// The generator asks the engine for its version as soon as it is imported.
Object.assign(process.env, engineEnv(), { TERRAFORM_BINARY_NAME: engine.path });
const { generateBindings } = await import('./bindings.ts');

for (const library of libraries) {
  const writing = startStep(`Constructs for ${library}`);
  const folder = join(root, 'constructs', 'gen', library);
  const files = await generateBindings(schema, library);
  if (check) {
    const changed = [...files].filter(([path, text]) => !hasContent(join(folder, path), text)).map(([path]) => path);
    const removed = filesBelow(folder).filter((path) => !files.has(path));
    const stale = [...changed, ...removed];
    if (stale.length === 0) {
      writing.done(`${files.size} files, up to date`, { time: false });
    } else {
      writing.fail(`not up to date: ${stale.join(', ')}. Type: npm run generate:constructs`);
      process.exitCode = 1;
    }
  } else {
    const content = [...files].map(([path, text]) => [path, { content: text }] as const);
    const changed = writeFolder(folder, new Map(content));
    writing.done(`${files.size} files, ${changed ? 'changed' : 'unchanged'}`, { time: false });
  }
}
