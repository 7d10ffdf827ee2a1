import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { macIdOf } from '../../test/support/phones.ts';
import { answering, asking, readChallenge } from './digest-client.ts';
import { phoneCount } from './fleet.ts';
import { createAnswerReader, expectStatus } from './talk.ts';

/** The outcome of booting phones; times in milliseconds. */
export interface Boots {
  /** Phones that were redirected. */
  readonly redirected: number;
  /** From the first phone's request to the last phone's response. */
  readonly ms: number;
  /** The time from a phone's scheduled boot to its redirect. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** The errors and their counts. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The maximum of concurrent phones: most machines allow a process this many connections. */
const atOnce = 2000;

/**
 * Boots phones evenly over some seconds: each connects, requests, is challenged, logs in and disconnects. Phones do not wait
 * for each other unless `atOnce` of them are busy; that wait then counts.
 *
 * @param seconds the time over which the boots are spread
 */
export async function bootAll(url: URL, seconds: number): Promise<Boots> {
  const waits: number[] = [];
  const errors: Record<string, number> = {};
  let running = 0;
  const started = performance.now();
  const begin = (phone: number): void => {
    const due = started + (phone * seconds * 1000) / phoneCount;
    running++;
    boot(url, macIdOf(phone)).then(
      () => {
        running--;
        waits.push(performance.now() - due);
      },
      (error: unknown) => {
        running--;
        const words = error instanceof Error ? error.message : String(error);
        errors[words] = (errors[words] ?? 0) + 1;
      },
    );
  };
  let phone = 0;
  while (phone < phoneCount || running > 0) {
    const due = Math.min(phoneCount, Math.ceil(((performance.now() - started) * phoneCount) / (seconds * 1000)));
    while (phone < due && running < atOnce) begin(phone++);
    await sleep(1);
  }
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
