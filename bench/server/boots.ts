import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answering, asking, readChallenge } from './digest-client.ts';
import { macIdOf, phoneCount } from './fleet.ts';
import { createAnswerReader, expectStatus } from './talk.ts';

/** What became of phones that booted. Times in milliseconds. */
export interface Boots {
  /** Phones that were told their URL. */
  readonly redirected: number;
  /** From the first phone's first request to the last phone's last answer. */
  readonly ms: number;
  /** How long a phone waited, from its connect to its URL. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** What went wrong, and how often. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * Phones boot, evenly over some seconds, none of them waiting for another: each connects, asks, is challenged, logs in, and
 * hangs up.
 *
 * @param seconds over how many the fleet is spread
 */
export async function bootAll(url: URL, seconds: number): Promise<Boots> {
  const waits: number[] = [];
  const errors: Record<string, number> = {};
  const running: Promise<void>[] = [];
  const started = performance.now();
  for (let phone = 0; phone < phoneCount;) {
    const due = Math.min(phoneCount, Math.ceil(((performance.now() - started) * phoneCount) / (seconds * 1000)));
    for (; phone < due; phone++) {
      const begun = performance.now();
      running.push(
        boot(url, macIdOf(phone)).then(
          () => void waits.push(performance.now() - begun),
          (error: unknown) => {
            const words = error instanceof Error ? error.message : String(error);
            errors[words] = (errors[words] ?? 0) + 1;
          },
        ),
      );
    }
    await sleep(1);
  }
  await Promise.all(running);
  const ms = performance.now() - started;
  waits.sort((a, b) => a - b);
  const at = (share: number): number => waits[Math.floor((waits.length - 1) * share)] ?? Number.NaN;
  return { redirected: waits.length, ms, p50: at(0.5), p99: at(0.99), longest: at(1), errors };
}

function boot({ hostname, port }: URL, macId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const reader = createAnswerReader();
    let challenged = false;
    socket.once('connect', () => socket.write(asking));
    socket.once('error', reject).once('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk) => {
      try {
        const answer = reader.read(chunk);
        if (answer === undefined) return;
        if (challenged) {
          expectStatus(answer, 302);
          socket.end();
          resolve();
          return;
        }
        expectStatus(answer, 401);
        challenged = true;
        socket.write(answering(macId, readChallenge(answer), 1));
      } catch (error) {
        socket.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
