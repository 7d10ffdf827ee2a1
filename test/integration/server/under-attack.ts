import { readFileSync } from 'node:fs';
import type { TestServer } from '../../support/server.ts';
import { callDocument, post } from './http.ts';
import type { Door } from './peers.ts';

/** What an attack came to. */
export interface Siege {
  /** What the attacker was told. */
  readonly answer: string;
  /** How many others asked meanwhile, one after the other. */
  readonly served: number;
  /** What they were told, each different answer once. */
  readonly told: readonly string[];
  /** By how many MiB the server's memory was larger at the worst moment that was seen than before. */
  readonly grownMiB: number;
}

/** Resident memory of a process, in MiB. */
function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

/** Attacks a server while somebody else (`probe`) lists their one phone again and again, once at least. */
export async function underAttack(server: TestServer, probe: Door, attack: () => Promise<string>): Promise<Siege> {
  const before = residentMiB(server.pid);
  let peak = before;
  let served = 0;
  const told = new Set<string>();
  const state = { isOver: false };
  const attacking = attack().finally(() => {
    state.isOver = true;
  });
  // Handled below; but it may fail while the others still ask.
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
