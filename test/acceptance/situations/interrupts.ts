import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import type { TestEngine } from '../../support/engine.ts';
import { fleetOf, numbers, csv } from '../engines/fleet-list.ts';
import { device, hcl, reception, resource } from '../engines/redirect-service.ts';
import { succeeds, type Situation, type World } from './situation.ts';

// Ctrl-C while the server accepts a connection and never answers.

/** Far below the minute after which a request times out: a busy machine needs time to end an engine. */
const MAX_END_MS = 10_000;

interface SilentServer {
  /** As in `127.0.0.1:41873`. */
  readonly host: string;
  /** Resolves when the first client has connected. */
  readonly connected: Promise<unknown>;
  close(): void;
}

/** Starts a server that accepts connections, and says nothing. */
async function silentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const connected = Promise.withResolvers<true>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    connected.resolve(true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    connected: connected.promise,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

interface Phase {
  readonly done: string;
  readonly files: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Whether the files are applied first, while the server works. */
  readonly isApplied?: boolean;
  readonly existsOn?: (engine: TestEngine) => boolean;
  /** The environment that leads to the silent server; by default, it is the redirect server. */
  readonly env?: (host: string) => Readonly<Record<string, string>>;
}

const ended = ({ done, files, command = ['plan'], isApplied = false, existsOn, env }: Phase): Situation => ({
  done: `Ctrl-C while ${done}`,
  holds: 'the command ends at once, without waiting for the server',
  ...(existsOn && { existsOn }),
  async play({ engine, service }: World) {
    const project = await service.project(engine, files);
    if (isApplied) await succeeds(project.apply());
    const silent = await silentServer();
    try {
      const running = project
        .withEnv({
          ...service.env,
          ...(env?.(silent.host) ?? { GIGASET_ENDPOINT: `http://${silent.host}` }),
        })
        .start(...command);
      await silent.connected;
      const interrupted = performance.now();
      running.interrupt();
      const { code, output } = await running.finished;
      const ms = performance.now() - interrupted;
      assert.ok(ms < MAX_END_MS, `It ended after ${Math.round(ms)} ms:\n${output}`);
      // OpenTofu may complete a plan of which only this was left. Any other command has failed.
      if (code !== 0 || !/^Plan: \d+ to add/m.test(output)) assert.equal(code, 1, output);
      return `ended ${Math.round(ms)} ms after Ctrl-C`;
    } finally {
      silent.close();
    }
  },
});

const all = { 'main.tf': 'data "gigaset_devices" "all" {}\n' };
const list = { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(30)) };
const importBlock = (address: string, id: string): string => resource('import', { to: hcl(address), id });

export const interrupts: readonly Situation[] = [
  ended({ done: 'a phone is refreshed', files: { 'main.tf': device() }, isApplied: true }),
  ended({ done: 'a list is refreshed', files: list, isApplied: true }),
  ended({ done: 'a new phone is planned', files: { 'main.tf': device() } }),
  ended({ done: 'a new list is planned', files: list }),
  ended({ done: 'all phones are read by a data source', files: all }),
  ended({
    done: 'a phone is read by a data source',
    files: { 'main.tf': `data "gigaset_device" "one" {\n  mac = "${reception}"\n}\n` },
  }),
  ended({
    done: 'a phone is imported',
    files: { 'main.tf': device() + importBlock('gigaset_device.reception', reception) },
  }),
  ended({
    done: 'a phone is imported by the command import',
    files: { 'main.tf': device() },
    command: ['import', 'gigaset_device.reception', reception],
  }),
  ended({
    done: 'a list is imported',
    files: { ...list, 'main.tf': fleetOf() + importBlock('gigaset_device_list.berlin', '*') },
  }),
  ended({
    done: 'terraform query lists phones',
    existsOn: ({ name, version }) => name === 'Terraform' && Number(version.split('.')[1]) >= 14,
    files: { 'main.tf': '', 'all.tfquery.hcl': 'list "gigaset_device" "all" {\n  provider = gigaset\n}\n' },
    command: ['query'],
  }),
  ended({ done: 'a TLS handshake hangs', files: all, env: (host) => ({ GIGASET_ENDPOINT: `https://${host}` }) }),
  ended({
    done: 'a proxy hangs (CONNECT)',
    files: all,
    env: (host) => ({ GIGASET_ENDPOINT: 'https://redirect.invalid', HTTPS_PROXY: `http://${host}` }),
  }),
];
