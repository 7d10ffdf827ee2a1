import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { goPlatform } from '../cli/install/index.ts';
import { goProgram } from '../tools/go.ts';
import { work } from '../tools/paths.ts';

/** The peer's version in its mirror. */
const peerVersion = '0.0.1';

/** A provider in Go on terraform-plugin-framework, whose resource does nothing. */
export interface GoPeer {
  /** Its executable. */
  readonly program: string;
  /** A filesystem mirror that contains only this provider. */
  readonly mirror: string;
}

/** @returns the peer, or the reason why there is none */
export async function goPeer(report: (line: string) => void): Promise<GoPeer | string> {
  const built = await goProgram(
    { name: 'go-provider', source: join(import.meta.dirname, 'peers/go-provider') },
    report,
  );
  if ('problem' in built) return built.problem;
  const { program } = built;
  // Its name contains a hash of its sources.
  const mirror = join(work, 'bench', basename(program), 'mirror');
  for (const host of ['registry.terraform.io', 'registry.opentofu.org']) {
    const place = join(mirror, host, 'gigaset-redirect/peer', peerVersion, goPlatform());
    const executable = join(place, `terraform-provider-peer_v${peerVersion}`);
    if (existsSync(executable)) continue;
    mkdirSync(place, { recursive: true });
    copyFileSync(program, executable);
  }
  return { program, mirror };
}
