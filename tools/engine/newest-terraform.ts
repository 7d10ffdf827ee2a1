import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { withLock } from '../lock.ts';
import { cacheFolder, root } from '../paths.ts';
import { run } from '../run.ts';
import { type Engine, identifyEngine } from './engine.ts';

/** The newest Terraform that this project was tested with; tools/terraform/go.mod requires it. */
const VERSION = '1.16.3';

const PACKAGE = 'github.com/hashicorp/terraform';

/** Modules of Terraform's that it never publishes: its remote state backends, and a package for its tests. */
const UNPUBLISHED = ['azure', 'consul', 'cos', 'gcs', 'kubernetes', 'legacy', 'oci', 'oss', 'pg', 's3'];

/**
 * The newest Terraform, from the cache folder, or built with Go from its unchanged source. Only its remote state backends are
 * missing. The build takes ten minutes, once.
 *
 * @returns the engine, or the reason why it could not be built
 */
export async function newestTerraform(note: (text: string) => void): Promise<Engine | string> {
  const program = join(cacheFolder(), `terraform-${VERSION}`, 'terraform');
  const origin = `built with Go, kept in ${cacheFolder()}`;
  if (existsSync(program)) return identifyEngine(program, origin);
  const go = findProgram('go');
  if (go === undefined) return 'Go is not on PATH';
  return withLock(
    join(cacheFolder(), 'newest-terraform'),
    async () => {
      if (!existsSync(program)) {
        note(`building Terraform ${VERSION} with Go; only the first run takes this long`);
        const problem = await build(go, program);
        if (problem !== undefined) return problem;
      }
      return identifyEngine(program, origin);
    },
    () => note('waiting for another process that builds Terraform'),
  );
}

/** Returns what went wrong. */
async function build(go: string, program: string): Promise<string | undefined> {
  const source = join(root, 'tools/terraform');
  const folder = join(cacheFolder(), `build-terraform-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    for (const file of ['go.mod', 'go.sum']) copyFileSync(join(source, file), join(folder, file));
    for (const name of UNPUBLISHED) {
      const standIn = join(folder, 'unavailable', name);
      mkdirSync(standIn, { recursive: true });
      copyFileSync(join(source, 'unavailable-backend.mod'), join(standIn, 'go.mod'));
      copyFileSync(join(source, 'unavailable-backend.go'), join(standIn, 'backend.go'));
    }
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', `-s -w -X ${PACKAGE}/version.dev=no`];
    const { code, stderr } = await run(go, ['build', ...flags, '-o', 'terraform', PACKAGE], {
      cwd: folder,
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
    });
    if (code !== 0) return `go build failed: ${stderr.trim().split('\n').slice(-3).join('; ')}`;
    mkdirSync(join(program, '..'), { recursive: true });
    renameSync(join(folder, 'terraform'), program);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
