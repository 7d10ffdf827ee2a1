import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One run, and the process's peak memory so far. */
export interface Sample {
  readonly ms: number;
  readonly peakBytes: number;
}

/** A codec in a separate process, which does its task once for each line that it receives. */
export interface CodecProcess {
  /** @throws if the process ends or its answer is not a sample */
  measure(): Promise<Sample>;
  /** Ends the process. @throws if it fails */
  end(): Promise<void>;
}

const here = import.meta.dirname;
const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;
const commands = {
  ours: [...node, join(here, 'ours.ts')],
  'npm xmlrpc': [...node, join(here, 'npm-xmlrpc.ts')],
  'Python xmlrpc.client': ['python3', join(here, 'python.py')],
} as const;

/** Starts a codec's worker, which reads its input and waits. */
export async function startCodec(name: keyof typeof commands, args: readonly string[]): Promise<CodecProcess> {
  const [command, ...rest] = commands[name];
  const child = spawn(command, [...rest, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await once(child, 'spawn');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async measure() {
      child.stdin.write('run\n');
      const line = await lines.next();
      if (line.done === true) throw new Error(`the worker of ${name} has ended`);
      const sample: unknown = JSON.parse(line.value);
      if (!isSample(sample)) throw new Error(`the worker of ${name} answered ${line.value}`);
      return sample;
    },
    async end() {
      child.stdin.end();
      const code = await closed;
      if (code !== 0) throw new Error(`the worker of ${name} ended with code ${code ?? 'none'}`);
    },
  };
}

function isSample(value: unknown): value is Sample {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ms' in value &&
    typeof value.ms === 'number' &&
    'peakBytes' in value &&
    typeof value.peakBytes === 'number'
  );
}
