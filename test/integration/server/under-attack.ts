import { readFileSync } from 'node:fs';
import type { TestServer } from '../../support/server.ts';
import { callDocument, post } from './http.ts';
import type { Endpoint } from './peers.ts';

/** The effects of an attack. */
export interface Siege {
  /** The answer to the attacker. */
  readonly answer: string;
  /** How many other requests were sent meanwhile, one after the other. */
  readonly served: number;
  /** Their distinct answers. */
  readonly told: readonly string[];
  /** The largest observed growth of the server's memory in MiB. */
  readonly grownMiB: number;
}

/** Resident memory of a process, in MiB. */
function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

/** Attacks a server while another client (`probe`) lists its one phone repeatedly, at least once. */
export async function underAttack(server: TestServer, probe: Endpoint, attack: () => Promise<string>): Promise<Siege> {
  const before = residentMiB(server.pid);
  let peak = before;
  let served = 0;
  const told = new Set<string>();
  const state = { isOver: false };
  const attacking = attack().finally(() => {
    state.isOver = true;
  });
  // Its rejection is handled below; it may occur while the probe still runs.
  attacking.catch(() => undefined);
  do {
    const { status, text } = await post(probe, callDocument('autoprov.listDevices'));
    told.add(`${status} ${text}`);
    served++;
    peak = Math.max(peak, residentMiB(server.pid));
  } while (!state.isOver);
  const answer = await attacking;
  return { answer, served, told: [...told], grownMiB: Math.max(peak, residentMiB(server.pid)) - before };
}
