import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestEngine } from '../../support/engine.ts';
import { startFaultyProxy, type FaultyProxy, type ProxyOptions } from '../../support/faulty-proxy.ts';
import { macRange } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import type { EngineResult } from '../../support/running-engine.ts';
import { device, startRedirectService, type RedirectService, type Row } from './redirect-service.ts';

/** Our real redirect server, and a proxy in front of it through which the provider has to go. */
export interface FaultyService extends RedirectService {
  readonly proxy: FaultyProxy;
}

export async function startFaultyService(options: ProxyOptions = {}): Promise<FaultyService> {
  const service = await startRedirectService();
  const proxy = await startFaultyProxy(service.server.url, options);
  return {
    ...service,
    proxy,
    project: async (engine: TestEngine, hcl) =>
      (await service.project(engine, hcl)).withEnv({ GIGASET_ENDPOINT: proxy.url }),
    clear: async () => {
      if (!proxy.listening()) await proxy.listen();
      proxy.use(() => undefined);
      await service.clear();
    },
    stop: async () => {
      await proxy.close();
      await service.stop();
    },
  };
}

/** A phone as the state has it. */
export interface PhoneInState extends Row {
  readonly password: string | null;
  readonly registeredAt: string | null;
  readonly tainted: boolean;
}

/** The phones in the state, by MAC: what the engine has saved, read without asking it. */
export function inState(project: Project): readonly PhoneInState[] {
  const text = existsSync(join(project.dir, 'terraform.tfstate')) ? project.read('terraform.tfstate') : '';
  // OpenTofu makes the file before it has anything to say.
  if (text === '') return [];
  const state: {
    resources: readonly {
      type: string;
      instances: readonly { status?: string; attributes: Record<string, string | null> }[];
    }[];
  } = JSON.parse(text);
  return state.resources
    .filter(({ type }) => type === 'gigaset_device')
    .flatMap(({ instances }) => instances)
    .map(({ status, attributes }) => ({
      mac: attributes['mac'] ?? '',
      providerName: attributes['provider_name'] ?? '',
      url: attributes['url'] ?? '',
      password: attributes['password'] ?? null,
      registeredAt: attributes['registered_at'] ?? null,
      tainted: status === 'tainted',
    }))
    .sort((a, b) => (a.mac < b.mac ? -1 : 1));
}

/** What the state says, in the words of the server. */
export const rowsInState = (project: Project): readonly Row[] =>
  inState(project).map(({ mac, providerName, url }) => ({ mac, providerName, url }));

/** All that an engine wrote, on one line: it wraps its messages and draws a frame around them. */
export const words = ({ output }: EngineResult): string => output.replace(/[\s│╷╵]+/g, ' ');

/** The configuration of the provider, with few repetitions so that nobody waits, and these resources. */
export const config = (resources: string, settings = 'max_retries = 1'): string =>
  `provider "gigaset" {\n  ${settings}\n}\n\n${resources}`;

/** The phone at the reception, at OLD_URL if not told otherwise. */
export const phone = (attributes: Parameters<typeof device>[0] = {}, settings?: string): string =>
  config(device({ url: OLD_URL, ...attributes }), settings);

export const OLD_URL = 'http://old.example/%MACD.xml';
export const NEW_URL = 'http://new.example/%MACD.xml';

/** For `fleet`: a URL of its own for each phone. No two of them go into one request then, to be registered. */
export const OWN_OLD_URL = 'http://old.example/${each.key}.xml';
export const OWN_NEW_URL = 'http://new.example/${each.key}.xml';

/** As many phones, keyed by MAC: 7C2F80000000, 7C2F80000001 and so on, each with an ID. */
export const fleet = (size: number, url = OLD_URL): string => `locals {
  phones = toset([for i in range(${size}) : format("7C2F80%06X", i)])
}

resource "gigaset_device" "phone" {
  # An expression here would be evaluated again for each phone.
  for_each      = local.phones
  mac_id        = "\${each.key}-1234"
  url           = "${url}"
  provider_name = "Daryna"
}
`;

/** What the server should have of `fleet`. */
export const rowsOfFleet = (size: number, url = OLD_URL): readonly Row[] =>
  macs(size).map((mac) => ({ mac, providerName: 'Daryna', url: url.replace('${each.key}', mac) }));

/** The MACs of `fleet`. */
export const macs = (size: number): readonly string[] => macRange(size);

/** Resolves when this is so; a file that is just being written is looked at again. */
export async function until(isSo: () => boolean): Promise<void> {
  const look = (): boolean => {
    try {
      return isSo();
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
  while (!look()) await wait(20);
}

/** Resolves when this process has ended, be it that nobody has asked for its exit code yet. */
export function gone(pid: number): Promise<void> {
  const state = (): string => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return until(() => /^(Z|$)/.test(state()));
}
