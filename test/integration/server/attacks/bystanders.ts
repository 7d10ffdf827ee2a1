import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Endpoint } from '../peers.ts';

/** What the process of the bystanders is told. */
export interface BystandersPlan {
  readonly server: string;
  /** The provisioner, whose account no attack uses. */
  readonly provisioner: Endpoint;
  /** Registered MAC-IDs. One phone after the other boots, and again from the first. */
  readonly macIds: readonly string[];
  /** The answer to each of these phones. */
  readonly location: string;
  readonly bootsPerSecond: number;
}

/** What one kind of clients saw. */
export interface Experience {
  readonly answered: number;
  readonly slowestMs: number;
  /** The duration that 99 % of the requests stayed below. */
  readonly p99Ms: number;
  /** Distinct unexpected answers; empty if all was well. */
  readonly errors: readonly string[];
}

export interface BystandersReport {
  /** A boot is a challenge and an answer. */
  readonly phones: Experience;
  /** Registers, checks and deregisters a phone of its own, one call after the other. */
  readonly provisioner: Experience;
}

/** Clients that use the server as it is meant to be used, in a process of their own. */
export interface Bystanders {
  /** Ends them and says what they saw. */
  report(): Promise<BystandersReport>;
}

/** Starts them; resolves once the first phone and the first call have been answered. */
export async function startBystanders(plan: BystandersPlan): Promise<Bystanders> {
  const child = fork(join(import.meta.dirname, 'bystanders-process.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const died = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`The bystanders' process ended with code ${code ?? 'none'}.`)));
  });
  // It ends by itself after its report.
  died.catch(() => undefined);
  const next = <Message>(): Promise<Message> =>
    Promise.race([
      new Promise<Message>((resolve) => child.once('message', (message: Message) => resolve(message))),
      died,
    ]);
  child.send(plan);
  await next<'started'>();
  return {
    report: async () => {
      const coming = next<BystandersReport>();
      child.send('stop');
      const report = await coming;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
      return report;
    },
  };
}
