import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { peerPath } from '../../support/foreign-peers.ts';

/** The settings of a unit's [Service] section: the values of each key in their order. */
export type ServiceSettings = ReadonlyMap<string, readonly string[]>;

export function readUnit(file: string): ServiceSettings {
  const section = readFileSync(file, 'utf8').split('[Service]')[1]?.split(/^\[/m)[0] ?? '';
  const settings = new Map<string, string[]>();
  for (const [, key = '', value = ''] of section.matchAll(/^([A-Za-z]+)=(.*)$/gm)) {
    settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

const one = (unit: ServiceSettings, key: string): string => unit.get(key)?.join(' ') ?? '';

/** Debian's Python, for which python3-seccomp is. */
const PYTHON = '/usr/bin/python3';
/** One of the users that DynamicUser= takes. */
const DYNAMIC_USER = 61_184;

/** Why units cannot be run here; undefined if they can. */
export function whyNoUnits(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can take the identity of a service';
  try {
    execFileSync(PYTHON, ['-c', 'import seccomp'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'python3-seccomp is missing (apt-get install python3-seccomp)';
  }
}

/** The files of this machine that a service may need from /etc, besides its own. */
const etc = ['passwd', 'group', 'hosts', 'nsswitch.conf', 'resolv.conf', 'ssl', 'ld.so.cache', 'alternatives'];

/**
 * Runs a command as systemd would run the service: with its user, capabilities, view of the file system, variables and
 * seccomp filters, by bubblewrap, setpriv and libseccomp.
 *
 * @param state the folder behind /var/lib/gigaset-redirect
 * @param config the file behind /etc/gigaset-redirect.json
 */
export function runInUnit(
  unit: ServiceSettings,
  { state, config }: { readonly state: string; readonly config: string },
  command: readonly string[],
): ChildProcess {
  const files = [
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...['/tmp', '/home', '/root', '/opt', '/var/lib', '/etc'].flatMap((path) => ['--tmpfs', path]),
    ...etc.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...['--ro-bind', config, '/etc/gigaset-redirect.json', '--bind', state, `/var/lib/${one(unit, 'StateDirectory')}`],
    // bwrap itself would create them for root alone.
    ...['', '/node_modules', '/node_modules/node', '/node_modules/node/bin'].flatMap((path) => [
      '--dir',
      `/opt/gigaset-redirect${path}`,
    ]),
    ...['--ro-bind', join(root, 'dist'), '/opt/gigaset-redirect/dist'],
    ...['--ro-bind', process.execPath, '/opt/gigaset-redirect/node_modules/node/bin/node'],
    ...['--ro-bind', join(import.meta.dirname, 'restrict.py'), '/opt/restrict.py'],
  ];
  const capabilities = one(unit, 'AmbientCapabilities').toLowerCase().replace('cap_', '');
  const identity = [
    ...['setpriv', '--reuid', String(DYNAMIC_USER), '--regid', String(DYNAMIC_USER), '--clear-groups'],
    ...[`--inh-caps=+${capabilities}`, `--ambient-caps=+${capabilities}`, `--bounding-set=-all,+${capabilities}`],
    '--no-new-privs',
  ];
  const filters = [
    ...[PYTHON, '/opt/restrict.py', systemCalls(one(unit, 'SystemCallFilter')).join(',')],
    one(unit, 'RestrictAddressFamilies').replaceAll(' ', ','),
  ];
  const bwrap = [
    ...files,
    '--unshare-pid',
    '--die-with-parent',
    '--cap-add',
    'ALL',
    '--',
    ...identity,
    '--',
    ...filters,
    ...command,
  ];
  return spawn(peerPath('bwrap'), bwrap, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...variables(unit) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const variables = (unit: ServiceSettings): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (unit.get('Environment') ?? []).map((text): readonly [string, string] => {
      const [name = '', value = ''] = text.split('=', 2);
      return [name, value];
    }),
  );

/** The system calls of a group such as @system-service, by systemd's own tables. */
function systemCalls(group: string): readonly string[] {
  const text = execFileSync(peerPath('systemdAnalyze'), ['syscall-filter', group], { encoding: 'utf8' });
  const names = [...text.matchAll(/^ +(@?\w[\w-]*)$/gm)].map(([, name = '']) => name);
  return names.flatMap((name) => (name.startsWith('@') ? systemCalls(name) : [name]));
}
