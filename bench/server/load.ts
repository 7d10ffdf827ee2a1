import { createInterface } from 'node:readline';
import { bootAll } from './boots.ts';
import { phoneScript } from './phone-script.ts';
import { isMethod, rpcScript } from './rpc-script.ts';
import { type Script, talk } from './talk.ts';

// The load generator in a separate process with the arguments `KIND URL CONNECTIONS`. For each line on stdin, such as `30000`,
// it sends so many requests over persistent connections, one at a time on each, and prints the figures as JSON. Everything
// that can be prepared is prepared before the clock starts.

const [, , kind = '', address = '', connections = '1'] = process.argv;
const url = new URL(address);

for await (const line of createInterface({ input: process.stdin })) {
  const figures = kind === 'boots' ? await bootAll(url, Number(line)) : await measure(Number(line));
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

async function measure(total: number) {
  const script = await scriptOf(total);
  const latencies: number[] = [];
  const firstBytes: number[] = [];
  const before = process.cpuUsage();
  const started = performance.now();
  const next = script.start();
  await Promise.all(Array.from({ length: Number(connections) }, () => talk(url, next(), { latencies, firstBytes })));
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  script.check?.();
  return {
    perSecond: (total * 1000) / ms,
    ...percentiles(latencies),
    firstByte: Math.max(...firstBytes.slice(0, 1000)),
    busy: (user + system) / 1000 / ms,
  };
}

function percentiles(latencies: number[]) {
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function scriptOf(total: number): Promise<Script> {
  if (isMethod(kind)) return Promise.resolve(rpcScript(kind, url, total));
  if (kind === 'phones' || kind === 'fixed' || kind === 'thousand') return phoneScript(kind, url, total);
  throw new Error(`no load is called ${kind}`);
}
