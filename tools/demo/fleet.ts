import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Engine } from '../engine/index.ts';
import { engineEnv } from '../engine-env.ts';
import { dist, root, work } from '../paths.ts';
import { type Env, run } from '../run.ts';
import { DemoError } from './demo-error.ts';
import { type PlanText, readPlan, withoutMargin } from './plan-text.ts';
import type { RedirectServer } from './redirect-server.ts';

const bin = join(root, 'node_modules', '.bin');
const STACK = 'fleet';

/** The example as a CDKTF project in a folder of its own, so that its state is separate. */
export interface Fleet {
  /** @throws DemoError with the output of cdktf if it fails */
  deploy(): Promise<PlanText>;
  diff(): Promise<PlanText>;
  destroy(): Promise<void>;
}

/** Prepares the folder. Its file `env` sets up a shell, so that users can go on by hand. */
export function prepareFleet(folder: string, engine: Engine, server: RedirectServer, signal: AbortSignal): Fleet {
  mkdirSync(folder, { recursive: true });
  const settings = {
    TERRAFORM_BINARY_NAME: engine.path,
    GIGASET_ENDPOINT: server.url,
    GIGASET_USERNAME: server.username,
    GIGASET_PASSWORD: server.password,
    // Keeps cdktf out of the user's home folder and off the internet.
    CDKTF_HOME: join(work, 'cdktf'),
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    DISABLE_VERSION_CHECK: '1',
  };
  const env: Env = { ...engineEnv(), ...settings, CI: '1' };
  writeProject(folder);
  writeShellSettings(folder, { ...env, ...settings }, Object.keys(settings));

  // The first synth serves the whole demo, because the example does not change meanwhile.
  const cdktf = async (args: readonly string[]): Promise<string> => {
    const { code, output } = await run('cdktf', [...args, '--skip-provider-lock'], { cwd: folder, env, signal });
    const log = join(folder, `cdktf-${args[0] ?? ''}.log`);
    writeFileSync(log, output);
    if (code === 0) return output;
    // The spinner leaves lines of braille patterns.
    const lines = withoutMargin(output, STACK).filter((line) => !/^[\u2800-\u28ff]/.test(line));
    throw new DemoError(
      `${lines.join('\n').trim()}\n\ncdktf ${args.join(' ')} failed. Its output is above and in ${log}`,
    );
  };
  let synthesized: readonly string[] = [];
  return {
    deploy: async () => {
      const output = await cdktf(['deploy', '--auto-approve', ...synthesized]);
      synthesized = ['--skip-synth'];
      return readPlan(output, STACK);
    },
    diff: async () => readPlan(await cdktf(['diff', ...synthesized]), STACK),
    destroy: async () => {
      await cdktf(['destroy', '--auto-approve', ...synthesized]);
    },
  };
}

function writeProject(folder: string): void {
  // The constructs in the sources require the version of the provider that is in the mirror.
  const options = '--disable-warning=ExperimentalWarning --conditions=@gigaset-redirect/source';
  const project = {
    language: 'typescript',
    app: `node ${options} "${join(root, 'examples', 'fleet', 'main.ts')}"`,
    output: 'cdktf.out',
    sendCrashReports: 'false',
  };
  writeFileSync(join(folder, 'cdktf.json'), `${JSON.stringify(project, null, 2)}\n`);
}

function writeShellSettings(folder: string, env: Env, names: readonly string[]): void {
  const more = ['TF_CLI_CONFIG_FILE', 'CHECKPOINT_DISABLE', 'GIGASET_REDIRECT_NODE'];
  const lines = [...names, ...more].map((name) => `export ${name}=${quote(env[name] ?? '')}`);
  const text = `# Load these settings with: . ./env
${lines.join('\n')}
export PATH=${quote([dist, bin].join(delimiter))}${delimiter}"$PATH"
`;
  // The file contains the account's password.
  writeFileSync(join(folder, 'env'), text, { mode: 0o600 });
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
