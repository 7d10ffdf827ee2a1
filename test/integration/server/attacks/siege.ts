import { readFileSync } from 'node:fs';
import { macIdRange } from '../../../support/phones.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';
import { callDocument, post } from '../http.ts';
import type { Attack } from './attack.ts';
import { type BystandersReport, startBystanders } from './bystanders.ts';

/** The result of an attack. */
export interface Siege extends BystandersReport {
  readonly attack: Attack;
  readonly size: number;
  /** The answers to the attacker. */
  readonly answer: string;
  /** The most memory that the server's process ever took, in MiB. */
  readonly peakMiB: number;
  /** Errors in the server's log. */
  readonly logged: readonly string[];
}

/** The size of the attack and of the crowd around it. */
export interface Scale {
  readonly size: number;
  readonly bootsPerSecond: number;
}

/** Small for a server: the heap is far below Node.js's default. */
const HEAP_MIB = 512;
const bystander = { username: 'bystander', password: 'the password of a bystander' };
const location = 'http://provider.example/boot.xml';

/** Attacks a server of its own while phones boot and a provisioner works. */
export async function besiege(attack: Attack, { size, bootsPerSecond }: Scale): Promise<Siege> {
  const postgres = attack.database === 'PostgreSQL' ? await startPostgres() : undefined;
  let server: TestServer | undefined;
  try {
    server = await startTestServer({
      args: attack.args ?? [],
      env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` },
      ...(postgres && { database: await postgres.createDatabase() }),
    });
    await server.addAccount(bystander.username, bystander.password);
    const provisioner = { url: server.url, ...bystander };
    const macIds = macIdRange(bootsPerSecond * 5, 0, '7C2F80A');
    const list = `<array><data>${macIds.map((macId) => `<value>${macId}</value>`).join('')}</data></array>`;
    await post(provisioner, callDocument('autoprov.registerDeviceList', list, location, 'Boots'));
    await attack.prepare?.(server);
    const bystanders = await startBystanders({ server: server.url, provisioner, macIds, location, bootsPerSecond });
    const answer = await attack.run(server, size).catch(describe);
    const report = await bystanders.report();
    return { attack, size, answer, ...report, peakMiB: peakMiB(server.pid), logged: errorsIn(server.log()) };
  } finally {
    await server?.stop();
    await postgres?.stop();
  }
}

/** Reasons why a server does not resist the attack; empty if it does. Latencies are judged only with `limits`. */
export function problemsOf({ attack, size, answer, phones, provisioner, logged }: Siege, limits: Limits): string[] {
  const problems = [...phones.errors, ...provisioner.errors, ...logged];
  if (!attack.answer(size).test(answer)) problems.push(`the answer was: ${answer}`);
  if (phones.slowestMs > limits.phoneMs) problems.push(`a phone waited ${Math.round(phones.slowestMs)} ms`);
  if (provisioner.p99Ms > limits.provisionerP99Ms) {
    problems.push(`99 % of the provisioner's calls took up to ${Math.round(provisioner.p99Ms)} ms`);
  }
  return problems;
}

/** How long other clients may wait while an attack runs. */
export interface Limits {
  readonly phoneMs: number;
  readonly provisionerP99Ms: number;
}

/** The most resident memory that a process ever had; NaN where the system does not tell, or the process is gone. */
function peakMiB(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** The messages of the log's errors (pino's level 50), each once. */
function errorsIn(log: string): readonly string[] {
  const lines = log.split('\n').filter((line) => line.includes('"level":50'));
  return [...new Set(lines.map((line) => /"msg":"([^"]*)"/.exec(line)?.[1] ?? line))];
}
