import { writeSync } from 'node:fs';
import type { Provider } from '../definition/index.ts';
import { selfSignedCertificate } from './certificate.ts';
import { failStart } from './failed-start.ts';
import { hclogLogger, levelFrom } from './logger.ts';
import { watchParent } from './parent.ts';
import { createProviderServer } from './provider-server.ts';
import { privateSocketPath } from './socket.ts';

/** What every engine sets in the environment of a provider, so that a provider knows who started it. */
const COOKIE = ['TF_PLUGIN_MAGIC_COOKIE', 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'] as const;

/**
 * Runs a provider as the process that an engine has started: the handshake on standard output, then protocol 6 over gRPC
 * with mutual TLS until the engine sends Shutdown. With `--debug` among the arguments, a person starts the provider, and
 * it prints the TF_REATTACH_PROVIDERS value by which an engine finds it.
 * (github.com/hashicorp/go-plugin/blob/main/docs/internals.md)
 */
export function serve(provider: Provider, argv: readonly string[] = process.argv.slice(2)): void {
  const debug = argv.includes('--debug');
  if (!debug && process.env[COOKIE[0]] !== COOKIE[1]) {
    writeSync(2, `${introduction(provider)}\n`);
    process.exitCode = 1;
    return;
  }
  try {
    start(provider, debug);
  } catch (error) {
    failStart(provider.name, messageOf(error));
  }
}

function start(provider: Provider, debug: boolean): void {
  const log = hclogLogger(`provider.${provider.name}`, levelFrom(process.env, provider.name));
  const clientCertificate = process.env['PLUGIN_CLIENT_CERT'];
  const certificate = !debug && clientCertificate ? selfSignedCertificate() : undefined;
  const server = createProviderServer(provider, {
    log,
    onShutdown: () => stop('the engine sent Shutdown'),
    ...(certificate && clientCertificate && { tls: { ...certificate, clientCertificate } }),
  });

  let stopping = false;
  /** Interrupts the running calls, answers each of them, and ends the process. */
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    log.debug(`stopping: ${reason}`);
    void server.close(reason).then(() => process.exit(0));
  };
  process.on('SIGINT', () => {
    if (debug) process.exit(0);
    // Ctrl-C in the terminal reaches the whole process group. Most commands of an engine react to it with StopProvider, but
    // `import` waits until the provider has answered.
    log.info('interrupted by SIGINT');
    server.interrupt();
  });
  // A second SIGTERM ends the process at once.
  process.on('SIGTERM', () => (stopping ? process.exit(0) : stop('SIGTERM')));
  if (!debug) watchParent(() => stop('the engine has ended'));

  listen(server)
    .then(({ network, address }) => {
      const der = certificate ? certificate.der.toString('base64').replace(/=+$/, '') : '';
      const handshake = `1|6|${network}|${address}|grpc|${der}\n`;
      writeSync(1, debug ? reattachInstructions(provider, network, address) : handshake);
    })
    .catch((error: unknown) => failStart(provider.name, messageOf(error)));
}

/** Listens on a unix socket in a folder that only this user can enter; on Windows on a TCP port of the loopback. */
async function listen(server: ReturnType<typeof createProviderServer>): Promise<{ network: string; address: string }> {
  if (process.platform === 'win32') {
    return { network: 'tcp', address: await server.listen({ port: 0, host: '127.0.0.1' }) };
  }
  return { network: 'unix', address: await server.listen({ path: privateSocketPath() }) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The address without its host, because each engine has its own default registry. */
const sourceOf = (address: string): string => address.split('/').slice(-2).join('/');

const introduction = ({ name, version, address }: Provider): string =>
  `This is the provider "${name}" ${version} for Terraform and OpenTofu. It is a plugin that the engine starts.
Write   terraform { required_providers { ${name} = { source = "${sourceOf(address)}" } } }   and run   terraform init.
To debug it, start it with --debug.`;

function reattachInstructions({ address }: Provider, network: string, socket: string): string {
  const reattach = {
    [sourceOf(address)]: {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: network, String: socket },
    },
  };
  return `The provider is running. In another terminal, set this variable and run the engine:\n\n\tTF_REATTACH_PROVIDERS='${JSON.stringify(reattach)}'\n\nPress Ctrl-C to stop it.\n`;
}
