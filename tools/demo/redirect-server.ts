import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { dist } from '../paths.ts';
import { run } from '../run.ts';
import { createClient, type Registration } from '#autoprov';

/** The bundled command line, as users get it. */
const commandLine = ['--disable-warning=ExperimentalWarning', join(dist, 'cli.mjs')];

export interface RedirectServer {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Its registrations in the order of their MACs, read over XML-RPC. */
  list(): Promise<readonly Registration[]>;
  deregister(mac: string): Promise<void>;
  /** Resolves when the server has exited and its log is complete. */
  stop(): Promise<void>;
}

/**
 * Starts a redirect server with one account on a free port.
 *
 * @param data its data folder
 * @param log the file for its log
 * @throws if it does not start
 */
export async function startRedirectServer(data: string, log: string): Promise<RedirectServer> {
  const username = 'demo';
  const password = randomBytes(12).toString('base64url');
  const account = ['account', 'add', username, '--password-stdin', '--data', data];
  const added = await run(process.execPath, [...commandLine, ...account], { input: password });
  if (added.code !== 0) throw new Error(added.output.trim());

  const child = spawn(process.execPath, [...commandLine, 'serve', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logged = pipeline(child.stderr, createWriteStream(log));
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(line.replace(/^listening on /, '')));
    void gone.then(() => reject(new Error(`The redirect server did not start. See ${log}`)));
  });

  const client = createClient({ endpoint: url, username, password });
  return {
    url,
    username,
    password,
    list: async () => [...(await client.listDevices())].sort((a, b) => (a.mac < b.mac ? -1 : 1)),
    deregister: async (mac) => {
      const answer = await client.deregisterDevice(mac);
      if (!answer.ok) throw new Error(`The server refused to deregister ${mac}: ${answer.refusal.code}`);
    },
    stop: async () => {
      client.close();
      child.kill('SIGTERM');
      await gone;
      await logged;
      process.off('exit', kill);
    },
  };
}
