import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from '../framework/plugin/certificate.ts';
import { dist } from '../tools/paths.ts';
import { buildExecutable, hostTarget, providerSource } from '../tools/release/index.ts';
import type { Benchmark } from './benchmark.ts';
import { atMost, forInformation } from './compare.ts';
import { goPeer } from './go-peer.ts';
import { inTurns, summarize } from './measure.ts';

const ROUNDS = 20;

/** The time that an engine waits for a provider to start, which happens three or four times per apply. */
export const handshake: Benchmark = {
  name: 'handshake',
  about: 'from the start of the built provider to its handshake line, as an engine starts it',

  async run(report) {
    const peer = await goPeer(report);
    report(`${ROUNDS} rounds, in turns; the median counts`);
    const standalone = await buildExecutable(await providerSource(), hostTarget(), report);
    const { provider, executable, bare, first, go } = await inTurns(
      {
        provider: () => untilHandshake(join(dist, 'terraform-provider-gigaset')),
        executable: () => untilHandshake(standalone),
        bare: () => untilExit(process.execPath, ['-e', '0']),
        first: () => withEmptyCache(),
        go: () => (typeof peer === 'string' ? Number.NaN : untilHandshake(peer.program)),
      },
      ROUNDS,
      // The first start compiles and caches the code.
      { warmUp: 2 },
    );
    const [mine, alone, node, cold, theirs] = [provider, executable, bare, first, go].map(summarize);
    if (!mine || !alone || !node || !cold || !theirs) throw new Error('nothing was measured');
    const bareNode = { unit: 'ms', peer: node.median, peerName: 'node -e 0, to its exit' };
    const inGo = {
      unit: 'ms',
      peer: typeof peer === 'string' ? null : theirs.median,
      peerName: typeof peer === 'string' ? peer : 'terraform-plugin-framework 1.19.0',
    };
    return [
      atMost(3, { name: 'start to handshake', value: mine.median, ...bareNode }),
      forInformation({ name: 'the shortest of them', value: mine.min, ...bareNode, peer: node.min }),
      forInformation({ name: 'the first start ever, nothing compiled', value: cold.median, ...bareNode }),
      forInformation({ name: 'start to handshake on Node.js, beside Go', value: mine.median, ...inGo }),
      atMost(1.15, { name: 'start to handshake of the executable', value: alone.median, ...inGo }),
      forInformation({ name: 'the shortest of them', value: alone.min, ...inGo, peer: inGo.peer && theirs.min }),
    ];
  },
};

/** The environment that an engine gives to a provider. */
const engineGives = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
  PLUGIN_CLIENT_CERT: selfSignedCertificate().cert,
  GIGASET_REDIRECT_NODE: process.execPath,
};

/** Milliseconds from the start of a provider to its handshake line. */
function untilHandshake(program: string, env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, [], {
      env: { ...process.env, ...engineGives, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let took: number | undefined;
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (took !== undefined || !text.includes('\n')) return;
      took = performance.now() - started;
      child.kill('SIGTERM');
    });
    child.once('error', reject);
    // Wait for the exit, so that the next start is not affected.
    child.once('close', () => {
      if (took !== undefined && /^1\|6\|unix\|[^|]+\|grpc\|[A-Za-z0-9+/]+\n/.test(text)) resolve(took);
      else reject(new Error(`${program} answered no handshake with TLS: ${JSON.stringify(text)}`));
    });
  });
}

function untilExit(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve(performance.now() - started);
      else reject(new Error(`${program} ended with ${String(code)}`));
    });
  });
}

async function withEmptyCache(): Promise<number> {
  const cache = mkdtempSync(join(tmpdir(), 'gigaset-bench-'));
  try {
    return await untilHandshake(join(dist, 'terraform-provider-gigaset'), { NODE_COMPILE_CACHE: cache });
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
