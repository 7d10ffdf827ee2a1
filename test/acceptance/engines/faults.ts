import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProxyOptions } from '../../support/faulty-proxy.ts';
import {
  startFaultyService as startServiceBehindProxy,
  type FaultyService as ServiceBehindProxy,
} from '../../support/faulty-service.ts';
import { macRange } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import type { EngineResult, RunningEngine } from '../../support/running-engine.ts';
import { useShared } from '../../support/shared.ts';
import { device, withProjects, type RedirectService, type Row } from './redirect-service.ts';

/** Our redirect server behind a faulty proxy, with projects of an engine. */
export type FaultyService = ServiceBehindProxy & RedirectService;

export const startFaultyService = async (options?: ProxyOptions): Promise<FaultyService> =>
  withProjects(await startServiceBehindProxy(options));

/** Starts both for the tests of a suite. */
export const useFaultyService = (options?: ProxyOptions): FaultyService => useShared(() => startFaultyService(options));

/** A phone in the state. */
export interface PhoneInState extends Row {
  readonly password: string | null;
  readonly registeredAt: string | null;
  readonly tainted: boolean;
}

/** The phones in the state file, by MAC. */
export function inState(project: Project): readonly PhoneInState[] {
  const text = existsSync(join(project.dir, 'terraform.tfstate')) ? project.read('terraform.tfstate') : '';
  // OpenTofu creates the file before it writes to it.
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

/** The state in the format of the server's listing. */
export const rowsInState = (project: Project): readonly Row[] =>
  inState(project).map(({ mac, providerName, url }) => ({ mac, providerName, url }));

/** The engine's output on one line, without line breaks and frames. */
export const words = ({ output }: EngineResult): string => output.replace(/[\s│╷╵]+/g, ' ');

/** These resources with a provider configuration that retries only a few times. */
export const config = (resources: string, settings = 'max_retries = 1'): string =>
  `provider "gigaset" {\n  ${settings}\n}\n\n${resources}`;

/** The phone at the reception, by default with OLD_URL. */
export const phone = (attributes: Parameters<typeof device>[0] = {}, settings?: string): string =>
  config(device({ url: OLD_URL, ...attributes }), settings);

export const OLD_URL = 'http://old.example/%MACD.xml';
export const NEW_URL = 'http://new.example/%MACD.xml';

/** For `fleet`: a different URL for each phone, so that no two share a registration request. */
export const OWN_OLD_URL = 'http://old.example/${each.key}.xml';
export const OWN_NEW_URL = 'http://new.example/${each.key}.xml';

/** This many phones with IDs, keyed by MAC: 7C2F80000000, 7C2F80000001 and so on. */
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

/** The expected registrations of `fleet`. */
export const rowsOfFleet = (size: number, url = OLD_URL): readonly Row[] =>
  macs(size).map((mac) => ({ mac, providerName: 'Daryna', url: url.replace('${each.key}', mac) }));

/** The MACs of `fleet`. */
export const macs = (size: number): readonly string[] => macRange(size);

/**
 * Sends Ctrl-C and waits until the provider logs the interrupt, which comes from the terminal or from the engine.
 * TF_LOG_PROVIDER must be INFO.
 */
export async function interrupt(running: RunningEngine): Promise<void> {
  running.interrupt();
  await running.waitFor(/interrupted by SIGINT|the engine requests a stop/);
}

/**
 * Resolves when the condition holds; a file that is just being written is read again.
 *
 * @throws after a minute
 */
export async function until(isSo: () => boolean): Promise<void> {
  const look = (): boolean => {
    try {
      return isSo();
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
  const end = performance.now() + 60_000;
  while (!look()) {
    if (performance.now() > end) throw new Error(`After a minute this does not hold: ${isSo.toString()}`);
    await wait(20);
  }
}

/**
 * Pauses the engine at a moment when the condition holds, so that it cannot change the state between the look at it and a
 * kill. SIGCONT resumes it.
 *
 * @throws after a minute
 */
export function pauseWhen(running: RunningEngine, isSo: () => boolean): Promise<void> {
  return until(() => {
    running.kill('SIGSTOP');
    let holds = false;
    try {
      // A thread that still writes has not stopped yet.
      holds = processState(running.pid, '-L').every((state) => state.startsWith('T')) && isSo();
    } finally {
      if (!holds) running.kill('SIGCONT');
    }
    return holds;
  });
}

/** Resolves when this process has ended, even if it is still a zombie. */
export const gone = (pid: number): Promise<void> =>
  until(() => processState(pid).every((state) => state.startsWith('Z')));

/** The state of a process, or of each of its threads with `-L`; empty if it has ended. */
const processState = (pid: number, ...options: readonly string[]): readonly string[] =>
  spawnSync('ps', [...options, '-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    .stdout.split(/\s+/)
    .filter(Boolean);
