import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { answering, asking, fetchChallenge, readChallenge } from './digest-client.ts';
import { macIdOf, phoneCount } from './fleet.ts';

// The load: `fixed URL`, `phones URL` or `boots URL` on its command line. For each line on stdin it asks as often as it says
// there, over connections that stay, one request at a time on each, and writes a line with the figures.

const [, , kind, url = ''] = process.argv;
const connections = 64;
const { hostname, port } = new URL(url);
let used = 0;

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await measure(Number(line)))}\n`);
}

/** What is sent next when an answer has come; undefined when this connection has nothing more to ask. */
type Next = (answer: string) => Buffer | undefined;

async function measure(total: number) {
  const script = await scriptOf(total);
  const latencies: number[] = [];
  const before = process.cpuUsage();
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, () => talk(script(), latencies)));
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  return { perSecond: (total * 1000) / ms, p50: at(0.5), p99: at(0.99), busy: (user + system) / 1000 / ms };
}

/** Everything that can be made before the clock starts is. */
async function scriptOf(total: number): Promise<() => Next> {
  let left = total;
  if (kind === 'fixed') {
    return () => (answer) => {
      if (answer !== '') expectStatus(answer, 302);
      return left-- > 0 ? asking : undefined;
    };
  }
  if (kind === 'boots') {
    return () => {
      let asked = false;
      return (answer) => {
        if (asked) {
          asked = false;
          expectStatus(answer, 401);
          return answering(macIdOf(used++ % phoneCount), readChallenge(answer), 1);
        }
        if (answer !== '') expectStatus(answer, 302);
        if (left-- <= 0) return undefined;
        asked = true;
        return asking;
      };
    };
  }
  const challenge = await fetchChallenge(url);
  const requests = Array.from({ length: total }, (_, index) =>
    answering(macIdOf((used + index) % phoneCount), challenge, index + 1),
  );
  used += total;
  return () => (answer) => {
    if (answer !== '') expectStatus(answer, 302);
    return left-- > 0 ? requests[left] : undefined;
  };
}

function expectStatus(answer: string, status: number): void {
  if (!answer.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`answered, in place of ${status}: ${answer}`);
}

function talk(next: Next, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    let text = '';
    const go = (answer: string): void => {
      const request = next(answer);
      if (request === undefined) {
        socket.end();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.once('connect', () => go(''));
    socket.on('error', reject).on('data', (chunk) => {
      text = text === '' ? chunk.toString('latin1') : text + chunk.toString('latin1');
      if (!isWhole(text)) return;
      latencies.push(performance.now() - sentAt);
      const answer = text;
      text = '';
      try {
        go(answer);
      } catch (error) {
        socket.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${text}`);
  return text.length >= end + 4 + Number(length);
}
