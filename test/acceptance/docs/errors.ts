import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { engineEnv } from '../../../tools/engine-env.ts';
import { makeCertificates } from '../../support/certificates.ts';
import type { TestEngine } from '../../support/engine.ts';
import { macIdRange } from '../../support/phones.ts';
import { startEngine } from '../../support/running-engine.ts';
import { runCommand } from '../../support/server.ts';
import { type RedirectService, startRedirectService } from '../engines/redirect-service.ts';

// The errors of docs/guides/errors.md, each caused on a real engine with a real server.

const url = 'https://provider.example/xml/%MACD.xml';

/** What a situation has set up. */
interface Provoked {
  readonly env?: Readonly<Record<string, string>>;
  end?(): unknown;
}

export interface Situation {
  /** Name of the picture, without its extension. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Additional environment variables of the provider. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sets the situation up; may return more environment variables, and a function that cleans up. */
  provoke?(service: RedirectService): Promise<Provoked | undefined>;
}

const phone = (name: string, { mac_id = '7C2F80820EC0-55DF', at = url, more = '' } = {}): string =>
  `resource "gigaset_device" "${name}" {
  mac_id        = "${mac_id}"
  url           = "${at}"
  provider_name = "Daryna"${more}
}
`;
const reception = { 'main.tf': phone('reception') };

const list = `resource "gigaset_device_list" "berlin" {
  devices       = file("devices.csv")
  url           = "${url}"
  provider_name = "Daryna"
}
`;

export const situations: readonly Situation[] = [
  {
    name: 'registered-already',
    files: reception,
    provoke: async (service) => {
      await service.register('7C2F80820EC0-55DF', 'http://old.example/%MACD.xml', 'Legacy');
      return undefined;
    },
  },
  {
    name: 'registered-by-another-account',
    files: reception,
    provoke: async (service) => {
      const other = await service.addAccount('olena');
      await other.register('7C2F80820EC0-55DF', 'http://other.example/', 'Olena');
      return undefined;
    },
  },
  {
    name: 'wrong-password',
    files: reception,
    env: { GIGASET_PASSWORD: 'not the password' },
  },
  {
    name: 'endpoint-not-there',
    files: reception,
    // Nothing listens on the port of the obsolete discard protocol.
    env: { GIGASET_ENDPOINT: 'http://127.0.0.1:9' },
  },
  {
    name: 'unknown-certificate',
    files: reception,
    provoke: serverOfAnotherAuthority,
  },
  { name: 'invalid-mac-id', files: { 'main.tf': phone('reception', { mac_id: '7C2F8082-0EC0' }) } },
  {
    name: 'unknown-placeholder',
    files: { 'main.tf': phone('reception', { at: 'https://provider.example/%MAC.xml' }) },
  },
  {
    name: 'duplicate-in-devices',
    files: {
      'main.tf': list,
      'devices.csv': 'mac_id\n7C2F80820EC0-55DF\n7C2F80208295-1910\n7c:2f:80:82:0e:c0-55df\n',
    },
  },
  {
    name: 'wrong-id',
    files: { 'main.tf': phone('reception', { mac_id: '7C2F80820EC0-1910' }) },
    provoke: async ({ server }) => {
      const file = join(server.dataDir, 'made.txt');
      writeFileSync(file, '7C2F80820EC0-55DF\n7C2F80208295-1910\n');
      await succeed(['inventory', 'import', file, '--data', server.dataDir]);
      return { end: () => succeed(['inventory', 'clear', '--data', server.dataDir]) };
    },
  },
  {
    name: 'semicolons-with-a-mistake',
    files: {
      'main.tf': list,
      'devices.csv': 'mac_id;url\n7C2F80820EC0-55DF;\n7C2F8020829-1910;https://provider.example/lobby/%MACD.xml\n',
    },
  },
  {
    name: 'mass-deregistration',
    files: {
      'main.tf': `import {
  to = gigaset_device_list.berlin
  id = "Daryna"
}

${list}`,
      'devices.csv': 'mac_id\n7C2F80820EC0-55DF\n7C2F80208295-1910\n',
    },
    provoke: async (service) => {
      await service.call('registerDeviceList', macIdRange(30), url, 'Daryna');
      return undefined;
    },
  },
  {
    name: 'host-not-allowed',
    files: {
      'main.tf': `provider "gigaset" {
  allowed_url_hosts = ["provider.example"]
}

${phone('reception', { at: 'https://provder.example/xml/%MACD.xml' })}`,
    },
  },
  {
    name: 'proxy-refuses',
    files: reception,
    // Addresses of this machine are called without a proxy.
    env: { GIGASET_ENDPOINT: 'http://redirect.example' },
    provoke: proxyThatRefuses,
  },
  {
    name: 'cannot-start',
    files: reception,
    env: { GIGASET_REDIRECT_NODE: '/opt/node/bin/node' },
  },
  {
    name: 'two-resources-one-phone',
    // Because of the dependency, the same resource always comes second.
    files: {
      'main.tf': `${phone('reception')}\n${phone('hall', { more: '\n  depends_on    = [gigaset_device.reception]' })}`,
    },
  },
];

async function succeed(args: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
}

/** Starts a server with a certificate that no machine trusts. */
async function serverOfAnotherAuthority(): Promise<Provoked> {
  const authority = makeCertificates();
  const server = createServer(authority.issue('IP:127.0.0.1'));
  authority.remove();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { env: { GIGASET_ENDPOINT: `https://127.0.0.1:${port}` }, end: () => server.close() };
}

/** Starts a proxy that demands a password. */
async function proxyThatRefuses(): Promise<Provoked> {
  const proxy = createHttpServer((_request, response) => {
    response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    env: { HTTP_PROXY: `http://127.0.0.1:${port}`, http_proxy: '', NO_PROXY: '', no_proxy: '' },
    end: () => proxy.close(),
  };
}

/** Causes the situations one after the other. */
export interface Stage {
  /** Returns the error box that the engine prints, with colours, and its title; the same in each run. */
  play(engine: TestEngine, situation: Situation): Promise<{ readonly title: string; readonly output: string }>;
  stop(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const service = await startRedirectService();
  return {
    async play(engine, situation) {
      const project = await service.project(engine, situation.files);
      const provoked = await situation.provoke?.(service);
      try {
        const settings = {
          ...engineEnv(),
          ...service.env,
          ...situation.env,
          ...provoked?.env,
          NODE_OPTIONS: undefined,
          TF_LOG: undefined,
        };
        const args = ['apply', '-auto-approve', '-input=false'];
        const { output } = await startEngine(engine.path, args, { cwd: project.dir, env: settings }).finished;
        const box = withFixedValues(errorBox(output));
        return { title: titleOf(box), output: box };
      } finally {
        await provoked?.end?.();
        await service.clear();
      }
    },
    stop: () => service.stop(),
  };
}

/** The box that contains the error, without the plan before it and without warnings. */
function errorBox(output: string): string {
  const boxes = output.match(/^[^\n]*╷[^]*?╵[^\n]*$/gm) ?? [];
  const [error, ...more] = boxes.filter((box) => box.includes('Error: '));
  if (error === undefined || more.length > 0)
    throw new Error(`expected one error in ${boxes.length} boxes:\n${output}`);
  return error;
}

const titleOf = (box: string): string => /Error: (.*)/.exec(stripVTControlCharacters(box))?.[1]?.trimEnd() ?? '';

/** Replaces what differs in each run or on each machine; ports and dates by values of the same length. */
const withFixedValues = (text: string): string =>
  text
    // The engine's guesses about a plugin, which name this machine's platform, and the other providers.
    .replace(/\n([^\n]*)Additional notes about plugin:[^]*(?=\n[^\n]*╵)/, '\n$1…')
    .replace(/127\.0\.0\.1:\d{5}/g, '127.0.0.1:41873')
    .replace(/\d{4}-\d\d-\d\d/g, '2026-11-24')
    .replace(/\d\d:\d\d:\d\d/g, '04:19:16');
