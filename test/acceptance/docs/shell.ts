import { type ChildProcess, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

type Env = Readonly<Record<string, string | undefined>>;

/** One shell session, as a reader has it who types a document's blocks one after the other. */
export interface Shell {
  /** Runs a block and returns its output. @throws with the output if one of its commands fails */
  run(block: string): Promise<string>;
  /** Runs a block in a second shell with the same variables and folder; resolves once it has printed `text`. */
  runUntil(block: string, text: string): Promise<string>;
  /** Kills the shell, the second shells and everything that they started. */
  close(): void;
}

/** Opens a shell in a folder with exactly this environment. */
export function openShell(folder: string, env: Env): Shell {
  const shell = startBash(folder, env);
  const others: ChildProcess[] = [];
  let output = '';
  let listener: (() => void) | undefined;
  shell.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    listener?.();
  });
  const gone = new Promise<void>((resolve) => void shell.once('close', () => resolve()));
  shell.stdin?.write('set -eo pipefail\nexec 2>&1\n');

  const run = (block: string): Promise<string> => {
    output = '';
    shell.stdin?.write(`${block}\nprintf '\\001'\n`);
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.endsWith('\u0001')) resolve(stripVTControlCharacters(output.slice(0, -1)));
      };
      listener = look;
      void gone.then(() => reject(new Error(`failed:\n${block}\n${output}`)));
    });
  };

  return {
    run,
    runUntil: async (block, text) => {
      const settings = await run('export -p; printf "cd %q\\n" "$PWD"');
      const other = startBash(folder, env);
      others.push(other);
      other.stdin?.end(`${settings}\n${block}`);
      return waitFor(other, text);
    },
    close: () => {
      for (const child of [shell, ...others]) if (child.pid !== undefined) killGroup(child.pid);
    },
  };
}

/** Starts bash in its own process group, so that everything it starts can be killed with it. */
function startBash(cwd: string, env: Env): ChildProcess {
  return spawn('bash', ['--norc', '--noprofile'], { cwd, env: { ...env }, stdio: 'pipe', detached: true });
}

function waitFor(child: ChildProcess, text: string): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        if (output.includes(text)) resolve(output);
      });
    }
    child.once('close', () => reject(new Error(`ended without "${text}":\n${output}`)));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}
