import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A command from start to end. */
export interface Watched {
  readonly seconds: number;
  readonly code: number | null;
  readonly output: string;
  /** The peak memory of the command and of its child processes in megabytes; null if unknown. */
  readonly ownMegabytes: number | null;
  readonly childMegabytes: number | null;
}

export interface WatchOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs a command and samples the memory of its processes (Linux: /proc). */
export function watch(command: string, args: readonly string[], { cwd, env }: WatchOptions): Promise<Watched> {
  const started = performance.now();
  const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const most = { own: 0, child: 0 };
  const look = (): void => {
    most.own = Math.max(most.own, peakOf(child.pid ?? 0));
    for (const pid of childrenOf(child.pid ?? 0)) most.child = Math.max(most.child, peakOf(pid));
  };
  const timer = setInterval(look, 50);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(timer);
      resolve({
        seconds: (performance.now() - started) / 1000,
        code,
        output,
        ownMegabytes: most.own === 0 ? null : most.own,
        childMegabytes: most.child === 0 ? null : most.child,
      });
    });
  });
}

/** The peak memory of a running process. */
const peakOf = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1]) === pid)
      .map(Number);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
