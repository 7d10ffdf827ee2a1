import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { goPlatform } from '../cli/install.ts';
import { findProgram } from '../setup/engine/on-path.ts';
import { work } from '../setup/paths.ts';
import { run } from '../setup/run.ts';

const source = join(import.meta.dirname, 'peers/go-provider');
const files = ['go.mod', 'go.sum', 'main.go', 'device.go'];

/** The peer's version, in its mirror. */
export const peerVersion = '0.0.1';

/** A provider in Go, on terraform-plugin-framework, whose resource does nothing. */
export interface GoPeer {
  /** Its executable. */
  readonly program: string;
  /** A filesystem mirror that holds it and nothing else. */
  readonly mirror: string;
}

/**
 * The peer, built once into .work/ and again when its source has changed.
 *
 * @returns the peer, or in a few words why there is none
 */
export async function goPeer(report: (line: string) => void): Promise<GoPeer | string> {
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(join(source, file)));
  const folder = join(work, 'bench', `go-provider-${digest.digest('hex').slice(0, 12)}`);
  const name = `terraform-provider-peer_v${peerVersion}`;
  const mirror = join(folder, 'mirror');
  const places = ['registry.terraform.io', 'registry.opentofu.org'].map((host) =>
    join(mirror, host, 'gigaset-redirect/peer', peerVersion, goPlatform()),
  );
  const program = join(folder, name);
  if (!existsSync(program)) {
    const go = findProgram('go');
    if (go === undefined) return 'Go is not there';
    report('building the peer with Go, once: half a minute');
    const fresh = `${program}.${process.pid}`;
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
    const { code, stderr } = await run(go, ['build', ...flags, '-o', fresh, '.'], {
      cwd: source,
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
    });
    if (code !== 0) return `Go could not build it: ${stderr.trim().split('\n').at(-1) ?? ''}`;
    for (const place of places) {
      mkdirSync(place, { recursive: true });
      copyFileSync(fresh, join(place, name));
    }
    renameSync(fresh, program);
  }
  return { program, mirror };
}
