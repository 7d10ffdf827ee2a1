import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerPath } from './foreign-peers.ts';

/** A PgBouncer in transaction mode, reached through a socket in a temporary folder. */
export interface TestPgBouncer {
  /** The URL of a database, as `TestPostgres` returns it, through this PgBouncer. */
  urlOf(url: string): string;
  stop(): Promise<void>;
}

/** `nobody`: PgBouncer refuses to run as root. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
/** Part of the name of the socket; nothing listens on a port. */
const PORT = 6432;
/** Fewer connections than the clients open, so that transactions of one client change between them. */
const POOL_SIZE = 5;

/** Starts a PgBouncer in front of a PostgreSQL, which is named by the URL of any of its databases. */
export async function startPgBouncer(postgresUrl: string): Promise<TestPgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-pgbouncer-'));
  const socket = new URL(postgresUrl).searchParams.get('host') ?? '';
  const users = join(folder, 'users.txt');
  const configuration = join(folder, 'pgbouncer.ini');
  writeFileSync(users, '"postgres" ""\n');
  writeFileSync(
    configuration,
    `[databases]
* = host=${socket}
[pgbouncer]
listen_addr =
listen_port = ${PORT}
unix_socket_dir = ${folder}
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${POOL_SIZE}
max_client_conn = 500
max_db_connections = ${POOL_SIZE}
`,
  );
  if (identity.uid !== undefined) for (const path of [folder, users]) chownSync(path, identity.uid, identity.gid);
  const child = spawn(peerPath('pgbouncer'), [configuration], { ...identity, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const kill = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('process up')) resolve();
    });
    void exited.then(() => reject(new Error(`pgbouncer ended before it was ready:\n${log}`)));
  });
  return {
    urlOf: (url) => {
      const through = new URL(url);
      through.port = String(PORT);
      through.searchParams.set('host', folder);
      return through.href;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
