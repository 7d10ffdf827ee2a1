import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { buildProduct } from '../build.ts';
import { findEngine, NoEngineError } from '../engine/index.ts';
import { makeMirror } from '../mirror.ts';
import { root } from '../paths.ts';
import { failStep, startStep, type Step } from '../progress.mjs';
import { DemoError } from './demo-error.ts';
import { prepareFleet } from './fleet.ts';
import { type RedirectServer, startRedirectServer } from './redirect-server.ts';
import { runWalkthrough } from './walkthrough.ts';

// npm start, once the packages and Node.js 22 are installed (tools/start.mjs). Data, state and logs go to .demo/.
const demo = resolve(process.env['GIGASET_REDIRECT_DEMO'] ?? join(root, '.demo'));
const runningFile = join(demo, 'running');

/** When the user typed npm start, in ms since 1970: tools/bootstrap.mjs passes it on. */
const startedAt = Number(process.env['GIGASET_REDIRECT_STARTED_AT'] ?? Date.now());

const stop = new AbortController();
let server: RedirectServer | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Without a server there is nothing to shut down. A second signal ends the demo at once.
    if (server === undefined || stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}
process.exitCode = await main();

/** Returns the exit code. */
async function main(): Promise<number> {
  let step = startStep('Provider', '2/5');
  const next = (label: string, number: string): Step => (step = startStep(label, number));
  try {
    step.note('bundling');
    await Promise.all([buildProduct(), makeMirror()]);
    step.done('built');

    next('Engine', '3/5').note('looking for Terraform or OpenTofu');
    const engine = await findEngine(step.note);
    step.done(`${engine.name} ${engine.version} (${engine.origin})`, { time: false });

    next('Redirect server', '4/5').note('starting');
    await refuseSecondDemo();
    // Each demo starts from an empty server.
    rmSync(demo, { recursive: true, force: true });
    server = await startRedirectServer(join(demo, 'data'), join(demo, 'server.log'));
    writeFileSync(runningFile, server.url);
    step.done(`${server.url}   (data in ${relative(root, demo)}/, account ${server.username})`, { time: false });

    next('cdktf deploy examples/fleet', '5/5').note('planning and applying');
    const fleet = prepareFleet(demo, engine, server, stop.signal);
    const once = process.argv.includes('--once');
    const setUpAt = Date.now();
    await runWalkthrough({ fleet, server, folder: demo, step, once, stop: stop.signal, setUpAt, startedAt });
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      failStep();
      process.stdout.write(`\nInterrupted. Data and logs stay in ${relative(root, demo)}/ until the next npm start.\n`);
      return 130;
    }
    if (!(error instanceof Error)) throw error;
    failStep();
    const expected = error instanceof DemoError || error instanceof NoEngineError;
    process.stderr.write(`\n${expected ? error.message : (error.stack ?? error.message)}\n`);
    return 1;
  } finally {
    await server?.stop();
    rmSync(runningFile, { force: true });
  }
}

/**
 * Two demos would share .demo/.
 *
 * @throws DemoError if another demo is running
 */
async function refuseSecondDemo(): Promise<void> {
  if (!existsSync(runningFile)) return;
  const url = readFileSync(runningFile, 'utf8');
  const answers = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );
  if (answers)
    throw new DemoError(`npm start is already running, with its server at ${url}. Stop it there with Ctrl-C.`);
}
