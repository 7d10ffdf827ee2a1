import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyProvider } from '../definition/provider.ts';
import { ProviderDefinition } from '../gen/tfplugin6.ts';
import { providerHandlers } from '../rpc/service.ts';
import { openSession } from '../rpc/session.ts';
import { openCalls } from './calls.ts';
import { selfSignedCertificate } from './certificate.ts';
import { grpcServer } from './grpc-server.ts';
import { methodsOf } from './grpc-service.ts';
import { hclogLogger, levelFrom } from './logger.ts';
import { watchParent } from './parent.ts';
import { pluginServices } from './services.ts';

/** What every engine puts into the environment of a provider, so that nobody takes it for a program of its own. */
const COOKIE = ['TF_PLUGIN_MAGIC_COOKIE', 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'] as const;

/**
 * Runs a provider as the process that an engine has started: handshake on standard output, then protocol 6 over gRPC
 * with mutual TLS, until the engine says Shutdown. With `--debug` among the arguments it is started by hand instead,
 * and prints the TF_REATTACH_PROVIDERS value by which an engine finds it.
 * (github.com/hashicorp/go-plugin/blob/main/docs/internals.md)
 */
export function serve<Client>(provider: AnyProvider<Client>, argv: readonly string[] = process.argv.slice(2)): void {
  const debug = argv.includes('--debug');
  if (!debug && process.env[COOKIE[0]] !== COOKIE[1]) {
    writeSync(2, `${whatThisIs(provider)}\n`);
    process.exitCode = 1;
    return;
  }
  const log = hclogLogger(`provider.${provider.name}`, levelFrom(process.env, provider.name));
  const session = openSession(provider, log);
  const clientCertificate = process.env['PLUGIN_CLIENT_CERT'];
  const certificate = !debug && clientCertificate ? selfSignedCertificate() : undefined;

  const calls = openCalls();
  let leaving = false;
  /** Nobody waits any longer; what is under way goes through to its end, and then the process ends. */
  const leave = (why: string): void => {
    if (leaving) return;
    leaving = true;
    log.debug(`the provider ends: ${why}`);
    session.stop.abort(new Error(why));
    void calls.idle().then(() => process.exit(0));
  };
  const server = grpcServer({
    calls,
    methods: [
      ...methodsOf(ProviderDefinition, providerHandlers(session)),
      ...pluginServices(() => leave('the engine is done')),
    ],
    ...(certificate && clientCertificate && { tls: { ...certificate, clientCertificate } }),
  });

  const { target, network, cleanUp } = listeningPlace();
  process.on('exit', cleanUp);
  if (debug) process.on('SIGINT', () => process.exit(0));
  // An interrupt of the terminal reaches the whole group: the engine answers it with StopProvider.
  else process.on('SIGINT', () => undefined);
  // Whoever asks twice does not want to wait.
  process.on('SIGTERM', () => (leaving ? process.exit(0) : leave('SIGTERM')));
  if (!debug) watchParent(() => leave('the engine is gone'));

  server.on('error', (error: Error) => {
    writeSync(2, `${provider.name}: cannot listen: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(target, () => {
    const bound = server.address();
    const address = typeof bound === 'object' && bound !== null ? `127.0.0.1:${bound.port}` : String(bound);
    if (debug) {
      announceDebug(provider, network, address);
      return;
    }
    const der = certificate ? certificate.der.toString('base64').replace(/=+$/, '') : '';
    writeSync(1, `1|6|${network}|${address}|grpc|${der}\n`);
  });
}

const whatThisIs = ({ name, version, address }: { name: string; version: string; address: string }): string =>
  `This is the provider "${name}" ${version} for Terraform and OpenTofu. It is a plugin: the engine starts it by itself.
Write   terraform { required_providers { ${name} = { source = "${sourceOf(address)}" } } }   and run   terraform init.
To debug it, start it with --debug.`;

/** A unix socket in a folder that only this user can enter; on Windows a TCP port of the loopback interface. */
function listeningPlace() {
  if (process.platform === 'win32') {
    return { target: { port: 0, host: '127.0.0.1' }, network: 'tcp', cleanUp: () => undefined };
  }
  const asked = process.env['PLUGIN_UNIX_SOCKET_DIR'];
  // An empty variable counts as none, as in Go.
  const folder = mkdtempSync(join(asked === undefined || asked === '' ? tmpdir() : asked, 'plugin-'));
  return {
    target: { path: join(folder, 's') },
    network: 'unix',
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The address without its host: each engine then thinks of its own registry. */
const sourceOf = (address: string): string => address.split('/').slice(-2).join('/');

function announceDebug(provider: { readonly address: string }, network: string, address: string): void {
  const reattach = {
    [sourceOf(provider.address)]: {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: network, String: address },
    },
  };
  writeSync(
    1,
    `The provider runs. In another terminal, set this and run the engine:\n\n\tTF_REATTACH_PROVIDERS='${JSON.stringify(reattach)}'\n\nCtrl-C ends it.\n`,
  );
}
