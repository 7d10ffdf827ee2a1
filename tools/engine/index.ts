import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../paths.ts';
import { askVersion, type Engine, engineVersions } from './engine.ts';
import { buildOpenTofu, removeLeftovers } from './go-build.ts';
import { withLock } from './lock.ts';
import { findProgram } from './on-path.ts';
import { downloadRelease, releaseOf } from './release.ts';

export type { Engine } from './engine.ts';

/** There is no engine, and none could be had. The message says what was tried. */
export class NoEngineError extends Error {
  override readonly name = 'NoEngineError';
}

type Note = (text: string) => void;
type Name = Engine['name'];

/** One way to an engine. */
interface Way {
  /** As in a list of what was tried. */
  readonly label: string;
  /** The engine, or why there is none this way. */
  readonly go: (note: Note) => Promise<Engine | string>;
}

/**
 * The engine to use: TERRAFORM_BINARY_NAME; terraform or tofu on PATH; one that was fetched or built before; the
 * official release, its checksum verified; OpenTofu built by Go.
 *
 * @param note is told what takes long
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
      asRelease('OpenTofu'),
      asRelease('Terraform'),
      byGo(),
    ],
    note,
  );
}

/**
 * The engines that the acceptance tests run on: Terraform and OpenTofu, as far as they can be had, each in the same
 * order of ways as above.
 *
 * @throws NoEngineError when neither can be had
 */
export async function findEngines(note: Note): Promise<readonly Engine[]> {
  const chosen = await chosenEngine();
  const ways: Record<Name, readonly Way[]> = {
    Terraform: [onPath('Terraform'), fromCache('Terraform'), asRelease('Terraform')],
    OpenTofu: [onPath('OpenTofu'), fromCache('OpenTofu'), asRelease('OpenTofu'), byGo()],
  };
  const found: Engine[] = [];
  const failures: string[] = [];
  for (const name of ['Terraform', 'OpenTofu'] as const) {
    try {
      found.push(chosen?.name === name ? chosen : await firstOf(ways[name], note));
    } catch (error) {
      if (!(error instanceof NoEngineError)) throw error;
      failures.push(error.message);
    }
  }
  if (found.length === 0) throw new NoEngineError(failures.join('\n'));
  return found;
}

/**
 * The engines that are on this machine already, neither fetched nor built; only where there are none, the one that
 * findEngine comes to. TERRAFORM_BINARY_NAME stands for all.
 *
 * @throws NoEngineError
 */
export async function findEnginesAtHand(note: Note): Promise<readonly Engine[]> {
  const chosen = await chosenEngine();
  if (chosen) return [chosen];
  const found: Engine[] = [];
  for (const name of ['Terraform', 'OpenTofu'] as const) {
    const there = await firstOf([onPath(name), fromCache(name)], note).catch((error: unknown) => {
      if (!(error instanceof NoEngineError)) throw error;
    });
    if (there) found.push(there);
  }
  return found.length > 0 ? found : [await findEngine(note)];
}

async function chosenEngine(): Promise<Engine | undefined> {
  const name = process.env['TERRAFORM_BINARY_NAME'] ?? '';
  if (name === '') return undefined;
  const path = findProgram(name);
  const engine = path === undefined ? 'is not there' : await askVersion(path, 'chosen by TERRAFORM_BINARY_NAME');
  if (typeof engine !== 'string') return engine;
  // Somebody's explicit wish: no other engine in its place.
  throw new NoEngineError(`TERRAFORM_BINARY_NAME names ${name}, which ${engine}.`);
}

async function firstOf(ways: readonly Way[], note: Note): Promise<Engine> {
  const tried: string[] = [];
  for (const { label, go } of ways) {
    const result = await go(note);
    if (typeof result !== 'string') return result;
    tried.push(`  ${label}: ${result}`);
  }
  throw new NoEngineError(
    `There is no engine, Terraform or OpenTofu, and none could be had.\n${tried.join('\n')}\nInstall one of them, or name one in TERRAFORM_BINARY_NAME.`,
  );
}

const programOf = (name: Name): string => (name === 'Terraform' ? 'terraform' : 'tofu');

const onPath = (name: Name): Way => ({
  label: `${programOf(name)} on PATH`,
  go: async () => {
    const path = findProgram(programOf(name));
    return path === undefined ? 'not there' : askVersion(path, 'found on PATH');
  },
});

/** Where an engine is kept that this set-up has fetched or built. */
const kept = (name: Name): string =>
  join(cacheFolder(), `${name.toLowerCase()}-${engineVersions[name]}`, releaseOf(name).program);

const fromCache = (name: Name): Way => ({
  label: `${name} in ${cacheFolder()}`,
  go: async () => {
    const path = findProgram(kept(name));
    return path === undefined ? 'not there' : askVersion(path, `from ${cacheFolder()}`);
  },
});

const asRelease = (name: Name): Way => ({
  label: `official release of ${name} ${engineVersions[name]}`,
  go: (note) =>
    once(name, note, 'downloaded', async () => {
      const program = await downloadRelease(releaseOf(name), note);
      keep(name, (place) => {
        writeFileSync(place, program);
        chmodSync(place, 0o755);
      });
    }),
});

const byGo = (): Way => ({
  label: `OpenTofu ${engineVersions.OpenTofu} built by Go`,
  go: (note) =>
    once('OpenTofu', note, 'built by Go', async () => {
      removeLeftovers(cacheFolder(), 'build-');
      const folder = join(cacheFolder(), `build-${process.pid}`);
      await buildOpenTofu(folder, (program) => keep('OpenTofu', (place) => renameSync(program, place)), note);
    }),
});

/** Puts a program in its place by one rename: nobody ever finds half of it. */
function keep(name: Name, put: (place: string) => void): void {
  const place = kept(name);
  mkdirSync(join(place, '..'), { recursive: true });
  const fresh = `${place}.${process.pid}`;
  put(fresh);
  renameSync(fresh, place);
}

/** Makes an engine unless another process makes it meanwhile; what fails is told in a few words. */
async function once(name: Name, note: Note, how: string, make: () => Promise<void>): Promise<Engine | string> {
  try {
    return await withLock(
      join(cacheFolder(), `${name.toLowerCase()}.lock`),
      async () => {
        if (findProgram(kept(name)) === undefined) await make();
        return askVersion(kept(name), `${how}, kept in ${cacheFolder()}`);
      },
      (pid) => note(`waiting for process ${pid}, which sets up ${name}`),
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
