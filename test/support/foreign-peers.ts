import { findProgram } from '../../tools/find-program.ts';
import { chromiumPrograms, packagedChromium } from '../../tools/test/chromium.ts';

/** A program made by others that tests talk to: the names that it has on PATH, and how to install it on Debian. */
interface ForeignPeer {
  readonly programs: readonly string[];
  readonly install: string;
}

const peers = {
  python: { programs: ['python3'], install: 'apt-get install python3' },
  curl: { programs: ['curl'], install: 'apt-get install curl' },
  gpg: { programs: ['gpg'], install: 'apt-get install gnupg' },
  openssl: { programs: ['openssl'], install: 'apt-get install openssl' },
  ps: { programs: ['ps'], install: 'apt-get install procps' },
  prlimit: { programs: ['prlimit'], install: 'apt-get install util-linux' },
  tinyproxy: { programs: ['tinyproxy'], install: 'apt-get install tinyproxy' },
  pgbouncer: { programs: ['pgbouncer'], install: 'apt-get install pgbouncer' },
  nginx: { programs: ['nginx'], install: 'apt-get install nginx' },
  caddy: { programs: ['caddy'], install: 'apt-get install caddy' },
  systemdAnalyze: { programs: ['systemd-analyze'], install: 'apt-get install systemd' },
  rsync: { programs: ['rsync'], install: 'apt-get install rsync' },
  faketime: { programs: ['faketime'], install: 'apt-get install faketime' },
  bwrap: { programs: ['bwrap'], install: 'apt-get install bubblewrap' },
  bash: { programs: ['bash'], install: 'apt-get install bash' },
  zsh: { programs: ['zsh'], install: 'apt-get install zsh' },
  fish: { programs: ['fish'], install: 'apt-get install fish' },
  'cmark-gfm': { programs: ['cmark-gfm'], install: 'apt-get install cmark-gfm' },
  qemuArm64: { programs: ['qemu-aarch64-static'], install: 'apt-get install qemu-user-static libc6-arm64-cross' },
  muslLoader: { programs: ['/lib/ld-musl-x86_64.so.1'], install: 'apt-get install musl' },
  go: { programs: ['go'], install: 'apt-get install golang, version 1.24 or newer' },
  terraform: { programs: ['terraform'], install: 'see developer.hashicorp.com/terraform/install' },
  chromium: {
    programs: chromiumPrograms,
    install: 'apt-get install chromium',
  },
} satisfies Readonly<Record<string, ForeignPeer>>;

export type PeerName = keyof typeof peers;

/** The path of a foreign peer, or undefined if it is not installed. The variable CHROMIUM names another Chromium. */
function findPeer(name: PeerName): string | undefined {
  const chosen = name === 'chromium' ? (process.env['CHROMIUM'] ?? '') : '';
  const candidates = chosen === '' ? peers[name].programs : [chosen];
  const found = candidates.map((program) => findProgram(program)).find((path) => path !== undefined);
  return found ?? (name === 'chromium' && chosen === '' ? packagedChromium() : undefined);
}

/** The path of a foreign peer inside a suite of {@link describeWithPeers}. @throws if it is not installed */
export function peerPath(name: PeerName): string {
  const path = findPeer(name);
  if (path === undefined) throw new Error(`${name} is missing. Install it: ${peers[name].install}`);
  return path;
}

/**
 * A suite that needs programs made by others. Where one is missing, the suite is skipped, and its title says what is
 * missing and how to install it. `npm test` lists such titles, and fails because of them if CI is set.
 */
export function describeWithPeers(names: readonly PeerName[], title: string, suite: () => void): void {
  const missing = names.filter((name) => findPeer(name) === undefined);
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const reasons = missing.map((name) => `${name} is missing (${peers[name].install})`);
  describeUnless(reasons.join(', '), title, suite);
}

/** A suite that is skipped if there is a reason to, which its title then states. */
export function describeUnless(reason: string | undefined, title: string, suite: () => void): void {
  if (reason === undefined) describe(title, suite);
  else describe.skip(`${title} [skipped: ${reason}]`, suite);
}
