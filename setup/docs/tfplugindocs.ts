import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from '../engine/lock.ts';
import { findProgram } from '../engine/on-path.ts';
import { cacheFolder, root } from '../paths.ts';
import { run } from '../run.ts';

const VERSION = '0.25.0';
const PACKAGE = 'github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs';

/**
 * The program by which Go providers write the registry's pages, and which knows what a registry accepts. Built with Go,
 * once, as an ordinary tool dependency (setup/tfplugindocs/go.mod), and kept in the cache folder.
 *
 * @returns its path, or in a few words why there is none
 */
export async function tfplugindocs(): Promise<{ readonly program: string } | { readonly problem: string }> {
  const program = join(cacheFolder(), `tfplugindocs-${VERSION}`, 'tfplugindocs');
  if (existsSync(program)) return { program };
  const go = findProgram('go');
  if (go === undefined) return { problem: 'Go is not on PATH' };
  mkdirSync(dirname(program), { recursive: true });
  return withLock(
    `${program}.lock`,
    async () => {
      if (existsSync(program)) return { program };
      const fresh = `${program}.${process.pid}`;
      const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', fresh, PACKAGE];
      const { code, stderr } = await run(go, args, {
        cwd: join(root, 'setup/tfplugindocs'),
        env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
      });
      if (code !== 0) return { problem: `go build failed: ${stderr.trim().split('\n').slice(-3).join('; ')}` };
      renameSync(fresh, program);
      return { program };
    },
    () => undefined,
  );
}
