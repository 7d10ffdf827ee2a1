import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { findProgram } from '../../../tools/find-program.ts';
import { root } from '../../../tools/paths.ts';
import { peerPath } from '../../support/foreign-peers.ts';

/** What the instructions of one stage have made. */
interface Stage {
  /** Its file system, without /usr and what npm installs. */
  readonly files: string;
  readonly env: Record<string, string>;
  workdir: string;
  user: string;
  entrypoint: readonly string[];
  command: readonly string[];
  healthcheck: readonly string[];
}

/** An image whose containers are processes in a sandbox of their own, with the network of this machine. */
export interface TestImage {
  /** The folder behind /data. */
  readonly data: string;
  /** Starts a container: ENTRYPOINT and CMD. */
  run(env: Readonly<Record<string, string>>): ChildProcess;
  /** Runs the HEALTHCHECK of such a container. */
  check(env: Readonly<Record<string, string>>): ChildProcess;
}

/** The user `node` of the base image. */
const NODE_USER = 1000;

/**
 * Does what `docker build` does with a Dockerfile, in a folder and with bubblewrap. The base image `node:22-slim` is this
 * machine's /usr with the Node.js of the tests. `npm ci` is replaced by the packages that are installed here.
 */
export function buildImage(dockerfile: string, folder: string): TestImage {
  const stages = new Map<string, Stage>();
  let stage = createStage(folder);
  for (const [name, text] of instructions(readFileSync(dockerfile, 'utf8'))) {
    switch (name) {
      case 'FROM':
        stage = createStage(folder);
        stages.set(/ AS (\w+)$/.exec(text)?.[1] ?? 'last', stage);
        break;
      case 'WORKDIR':
        stage.workdir = text;
        mkdirSync(join(stage.files, text), { recursive: true });
        break;
      case 'COPY':
        copy(stage, text, stages);
        break;
      case 'RUN':
        if (text.startsWith('npm ci')) break;
        execFileSync(peerPath('bwrap'), sandbox(stage, ['sh', '-c', text]), { env: stage.env, stdio: 'pipe' });
        break;
      case 'ENV':
        for (const [, key = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) {
          stage.env[key] = value.replace(/\$(\w+)/g, (_, variable: string) => stage.env[variable] ?? '');
        }
        break;
      case 'USER':
        stage.user = text;
        break;
      case 'ENTRYPOINT':
        stage.entrypoint = words(text);
        break;
      case 'CMD':
        stage.command = words(text);
        break;
      case 'HEALTHCHECK':
        stage.healthcheck = words(text.replace(/^CMD /, ''));
        break;
      case 'VOLUME':
      case 'EXPOSE':
        break;
      default:
        throw new Error(`${dockerfile}: the tests do not know ${name}`);
    }
  }
  const start = (command: readonly string[], env: Readonly<Record<string, string>>): ChildProcess =>
    spawn(peerPath('bwrap'), sandbox(stage, command), {
      env: { ...stage.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    data: join(stage.files, 'data'),
    run: (env) => start([...stage.entrypoint, ...stage.command], env),
    check: (env) => start(stage.healthcheck, env),
  };
}

/** The instructions of a Dockerfile and their arguments. */
function instructions(text: string): readonly (readonly [string, string])[] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .split('\n');
  return lines.flatMap((line) => {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === undefined || rest === undefined ? [] : [[name, rest] as const];
  });
}

/** The words of the exec form: `["gigaset-redirect", "health"]`. */
function words(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error(`not the exec form: ${text}`);
  return list.map(String);
}

function createStage(folder: string): Stage {
  const files = mkdtempSync(join(folder, 'stage-'));
  chmodSync(files, 0o755);
  for (const name of ['usr', 'etc', 'proc', 'dev', 'tmp', 'opt']) mkdirSync(join(files, name));
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(files, name));
  writeFileSync(
    join(files, 'etc/passwd'),
    `root:x:0:0::/root:/bin/sh\nnode:x:${NODE_USER}:${NODE_USER}::/home/node:/bin/sh\n`,
  );
  writeFileSync(join(files, 'etc/group'), `root:x:0:\nnode:x:${NODE_USER}:\n`);
  const env = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
  return { files, env, workdir: '/', user: 'root', entrypoint: [], command: [], healthcheck: [] };
}

/** `COPY FILE... DEST` from the repository, as a fresh clone has it, or `COPY --from=STAGE FOLDER DEST`. */
function copy(stage: Stage, text: string, stages: ReadonlyMap<string, Stage>): void {
  const [, from, paths = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(text) ?? [];
  const all = paths.split(' ');
  const target = all.at(-1) ?? '';
  const to = join(stage.files, isAbsolute(target) ? target : resolve(stage.workdir, target));
  for (const path of all.slice(0, -1)) {
    if (from !== undefined) cpSync(join(stages.get(from)?.files ?? '', path), to, { recursive: true });
    else if (path === '.') for (const file of trackedFiles()) cpSync(join(root, file), join(to, file));
    else cpSync(join(root, path), join(to, path));
  }
}

function trackedFiles(): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\0');
  return files.filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The arguments of bubblewrap for a command in a stage. */
function sandbox({ files, workdir, user }: Stage, command: readonly string[]): readonly string[] {
  const npm = dirname(dirname(realpathSync(findProgram('npm') ?? '')));
  const packages = existsSync(join(files, 'build'))
    ? ['--ro-bind', join(root, 'node_modules'), '/build/node_modules']
    : [];
  const identity =
    user === 'root'
      ? []
      : ['setpriv', `--reuid=${NODE_USER}`, `--regid=${NODE_USER}`, '--clear-groups', '--no-new-privs'];
  return [
    ...['--bind', files, '/', '--ro-bind', '/usr', '/usr', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/usr/local'],
    ...['/usr/local/bin', '/usr/local/lib', '/usr/local/lib/node_modules'].flatMap((path) => ['--dir', path]),
    ...['--ro-bind', process.execPath, '/usr/local/bin/node', '--ro-bind', npm, '/usr/local/lib/node_modules/npm'],
    ...['--symlink', '../lib/node_modules/npm/bin/npm-cli.js', '/usr/local/bin/npm'],
    ...packages,
    ...['--unshare-pid', '--die-with-parent', '--cap-add', 'ALL', '--chdir', workdir, '--', ...identity, ...command],
  ];
}
