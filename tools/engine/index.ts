import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { withLock } from '../lock.ts';
import { cacheFolder } from '../paths.ts';
import { type Engine, engineVersions, identifyEngine } from './engine.ts';
import { buildOpenTofu, removeLeftovers } from './go-build.ts';
import { downloadRelease, releaseOf } from './release.ts';

export { type Engine, engineVersions, identifyEngine } from './engine.ts';
export { downloadRelease, type Release } from './release.ts';

/** No engine could be found, downloaded or built. The message lists what was tried. */
export class NoEngineError extends Error {
  override readonly name = 'NoEngineError';
}

type Note = (text: string) => void;
type Name = Engine['name'];

/** One place that an engine may come from. */
interface Source {
  /** Names it in the list of what was tried. */
  readonly label: string;
  /** Returns the engine, or the reason why this source has none. */
  readonly obtain: (note: Note) => Promise<Engine | string>;
}

/**
 * Finds the engine to use. In this order: TERRAFORM_BINARY_NAME; terraform or tofu on PATH; the cache folder; the official
 * release, with its checksum verified; OpenTofu built with Go.
 *
 * @param note is told about anything that takes long
 * @throws NoEngineError
 */
export async function findEngine(note: Note): Promise<Engine> {
  const chosen = await chosenEngine();
  if (chosen) return chosen;
  return firstOf(
    [
      onPath('Terraform'),
      onPath('OpenTofu'),
      fromCache('OpenTofu'),
      fromCache('Terraform'),
      fromRelease('OpenTofu'),
      fromRelease('Terraform'),
      builtWithGo(),
    ],
    note,
  );
}

/**
 * Finds the engines for the acceptance tests: both Terraform and OpenTofu if possible, each from the first of the sources
 * above that has it.
 *
 * @throws NoEngineError if there is neither
 */
export async function findEngines(note: Note): Promise<readonly Engine[]> {
  const chosen = await chosenEngine();
  const sources: Record<Name, readonly Source[]> = {
    Terraform: [onPath('Terraform'), fromCache('Terraform'), fromRelease('Terraform')],
    OpenTofu: [onPath('OpenTofu'), fromCache('OpenTofu'), fromRelease('OpenTofu'), builtWithGo()],
  };
  const found: Engine[] = [];
  const failures: string[] = [];
  for (const name of ['Terraform', 'OpenTofu'] as const) {
    try {
      found.push(chosen?.name === name ? chosen : await firstOf(sources[name], note));
    } catch (error) {
      if (!(error instanceof NoEngineError)) throw error;
      failures.push(error.message);
    }
  }
  if (found.length === 0) throw new NoEngineError(failures.join('\n'));
  return found;
}

/**
 * Finds the engines that this machine has already. If it has none, obtains one as {@link findEngine} does.
 * TERRAFORM_BINARY_NAME limits the result to that engine.
 *
 * @throws NoEngineError
 */
export async function findInstalledEngines(note: Note): Promise<readonly Engine[]> {
  const chosen = await chosenEngine();
  if (chosen) return [chosen];
  const found: Engine[] = [];
  for (const name of ['Terraform', 'OpenTofu'] as const) {
    const engine = await firstOf([onPath(name), fromCache(name)], note).catch((error: unknown) => {
      if (!(error instanceof NoEngineError)) throw error;
    });
    if (engine) found.push(engine);
  }
  return found.length > 0 ? found : [await findEngine(note)];
}

async function chosenEngine(): Promise<Engine | undefined> {
  const name = process.env['TERRAFORM_BINARY_NAME'] ?? '';
  if (name === '') return undefined;
  const path = findProgram(name);
  const engine = path === undefined ? 'does not exist' : await identifyEngine(path, 'chosen by TERRAFORM_BINARY_NAME');
  if (typeof engine !== 'string') return engine;
  // The user asked for this one, so another engine must not take its place.
  throw new NoEngineError(`TERRAFORM_BINARY_NAME names ${name}, which ${engine}.`);
}

async function firstOf(sources: readonly Source[], note: Note): Promise<Engine> {
  const tried: string[] = [];
  for (const { label, obtain } of sources) {
    const result = await obtain(note);
    if (typeof result !== 'string') return result;
    tried.push(`  ${label}: ${result}`);
  }
  throw new NoEngineError(
    `Neither Terraform nor OpenTofu was found, and neither could be obtained.\n${tried.join('\n')}\nInstall one of them, or set TERRAFORM_BINARY_NAME to its path.`,
  );
}

const programOf = (name: Name): string => (name === 'Terraform' ? 'terraform' : 'tofu');

const onPath = (name: Name): Source => ({
  label: `${programOf(name)} on PATH`,
  obtain: async () => {
    const path = findProgram(programOf(name));
    return path === undefined ? 'not found' : identifyEngine(path, 'found on PATH');
  },
});

/** Where the cache folder keeps an engine that was downloaded or built. */
const cachedPath = (name: Name): string =>
  join(cacheFolder(), `${name.toLowerCase()}-${engineVersions[name]}`, releaseOf(name).program);

const fromCache = (name: Name): Source => ({
  label: `${name} in ${cacheFolder()}`,
  obtain: async () => {
    const path = findProgram(cachedPath(name));
    return path === undefined ? 'not found' : identifyEngine(path, `from ${cacheFolder()}`);
  },
});

const fromRelease = (name: Name): Source => ({
  label: `official release of ${name} ${engineVersions[name]}`,
  obtain: (note) =>
    intoCache(name, note, 'downloaded', async () => {
      const program = await downloadRelease(releaseOf(name), note);
      place(name, (path) => {
        writeFileSync(path, program);
        chmodSync(path, 0o755);
      });
    }),
});

const builtWithGo = (): Source => ({
  label: `OpenTofu ${engineVersions.OpenTofu} built with Go`,
  obtain: (note) =>
    intoCache('OpenTofu', note, 'built with Go', async () => {
      removeLeftovers(cacheFolder(), 'build-');
      const folder = join(cacheFolder(), `build-${process.pid}`);
      await buildOpenTofu(folder, (program) => place('OpenTofu', (path) => renameSync(program, path)), note);
    }),
});

/** Puts a program into the cache by one rename, so that no process ever finds half of it. */
function place(name: Name, put: (path: string) => void): void {
  const path = cachedPath(name);
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}`;
  put(draft);
  renameSync(draft, path);
}

/** Fills the cache, unless another process does so meanwhile. Returns the engine, or what went wrong. */
async function intoCache(name: Name, note: Note, how: string, fill: () => Promise<void>): Promise<Engine | string> {
  try {
    return await withLock(
      join(cacheFolder(), name.toLowerCase()),
      async () => {
        if (findProgram(cachedPath(name)) === undefined) await fill();
        return identifyEngine(cachedPath(name), `${how}, kept in ${cacheFolder()}`);
      },
      () => {
        note(`waiting for another process that sets up ${name}`);
      },
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
