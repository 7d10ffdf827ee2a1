import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import type { CertificateFiles } from '../../support/certificates.ts';
import { peerPath } from '../../support/foreign-peers.ts';
import { freePort } from '../../support/free-port.ts';
import { ask } from '../../support/phone-client.ts';

/** A reverse proxy in front of a redirect server. */
export interface TestProxy {
  /** Its URL by HTTPS. */
  readonly https: string;
  /** Its URL by HTTP. */
  readonly http: string;
  stop(): Promise<void>;
}

interface Setting {
  /** The proxied server, as in `http://127.0.0.1:41873`. */
  readonly server: string;
  readonly certificate: CertificateFiles;
}

/** Starts nginx with `deploy/nginx.conf`, or with another configuration for the same names. */
export async function startNginx(
  setting: Setting,
  configuration = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8'),
): Promise<TestProxy> {
  const ports = { https: await freePort(), http: await freePort() };
  const text = fill(configuration, setting)
    .replace('listen 443 ssl', `listen 127.0.0.1:${ports.https} ssl`)
    .replace('listen 80', `listen 127.0.0.1:${ports.http}`)
    .replaceAll('server_name redirect.example', 'server_name 127.0.0.1');
  return start(ports, (folder) => {
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const main = `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr; events {}
      http { access_log off; ${paths.join(' ')}\n${text} }`;
    writeFileSync(join(folder, 'nginx.conf'), process.getuid?.() === 0 ? `user root; ${main}` : main);
    return spawn(peerPath('nginx'), ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  });
}

/** Starts Caddy with `deploy/Caddyfile`. */
export async function startCaddy(setting: Setting): Promise<TestProxy> {
  const ports = { https: await freePort(), http: await freePort() };
  const text = fill(readFileSync(join(root, 'deploy', 'Caddyfile'), 'utf8'), setting)
    .replace('https://redirect.example', `https://127.0.0.1:${ports.https}`)
    .replace('http://redirect.example', `http://127.0.0.1:${ports.http}`);
  return start(ports, (folder) => {
    writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${text}`);
    return spawn(peerPath('caddy'), ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
      stdio: 'ignore',
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
  });
}

const fill = (configuration: string, { server, certificate }: Setting): string =>
  configuration
    .replaceAll('127.0.0.1:8080', new URL(server).host)
    .replaceAll('/etc/ssl/redirect.pem', certificate.cert)
    .replaceAll('/etc/ssl/redirect.key', certificate.key);

async function start(
  { https, http }: { readonly https: number; readonly http: number },
  launch: (folder: string) => ChildProcess,
): Promise<TestProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-proxy-'));
  const child = launch(folder);
  const exited = once(child, 'close');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const proxy: TestProxy = {
    https: `https://127.0.0.1:${https}`,
    http: `http://127.0.0.1:${http}`,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The proxy ended with code ${child.exitCode} before it listened.`);
    const answers = await Promise.allSettled([proxy.https, proxy.http].map((url) => ask(`${url}/healthz`)));
    if (answers.every(({ status }) => status === 'fulfilled')) return proxy;
  }
}
