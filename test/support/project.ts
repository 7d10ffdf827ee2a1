import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { engineEnv, mirrorConfiguration, mirrorFolder, type ProviderBuild } from '../../tools/engine-env.ts';
import { work } from '../../tools/paths.ts';
import type { TestEngine } from './engine.ts';
import { type EngineResult, type RunningEngine, startEngine } from './running-engine.ts';

export interface ProjectOptions {
  readonly engine: TestEngine;
  /** The text of main.tf, or files by name. Without `required_providers`, they get gigaset and null. */
  readonly hcl: string | Readonly<Record<string, string>>;
  /** GIGASET_ENDPOINT and similar; such variables of the test runner's environment are not passed on. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A resource in the output of `show -json`. */
export interface ResourceJson {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sensitive_values: unknown;
  readonly tainted?: boolean;
}

/** A plan in the output of `show -json`. */
export interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: {
      readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete')[];
      readonly before: Readonly<Record<string, unknown>> | null;
      readonly after: Readonly<Record<string, unknown>> | null;
      readonly after_unknown: Readonly<Record<string, unknown>>;
      readonly before_sensitive: unknown;
      readonly after_sensitive: unknown;
    };
  }[];
  readonly resource_drift?: PlanJson['resource_changes'];
}

/** An initialised folder with HCL, in which an engine runs without input and colours. */
export interface Project {
  readonly dir: string;
  /** Writes or overwrites files; `undefined` deletes one. */
  write(files: Readonly<Record<string, string | undefined>>): void;
  read(file: string): string;
  /** Any command: `run('state', 'list')`. */
  run(...args: string[]): Promise<EngineResult>;
  /** With `-detailed-exitcode`: code 0 is an empty plan, 2 one with changes, 1 an error. */
  plan(...args: string[]): Promise<EngineResult>;
  /** Runs `plan` and returns the plan as JSON. @throws if it fails */
  planJson(...args: string[]): Promise<PlanJson>;
  apply(...args: string[]): Promise<EngineResult>;
  destroy(...args: string[]): Promise<EngineResult>;
  /** The resources of the root module in the state. */
  resources(): Promise<readonly ResourceJson[]>;
  /** The output of `show -json` for the state. */
  showText(): Promise<string>;
  /** Starts a command that a test can watch, interrupt or kill. */
  start(...args: string[]): RunningEngine;
  /** The same folder with other environment variables. */
  withEnv(env: Readonly<Record<string, string | undefined>>): Project;
  remove(): void;
}

/** Creates a project in a new folder. It copies the result of `init`, which runs once per engine. */
export async function createProject({ engine, hcl, env = {} }: ProjectOptions): Promise<Project> {
  const dir = mkdtempSync(join(tmpdir(), 'gigaset-project-'));
  const template = await initialised(engine);
  // The folder of providers contains links into the mirror, so a copy is small; the links must stay links.
  cpSync(template, dir, { recursive: true, verbatimSymlinks: true });
  const files = typeof hcl === 'string' ? { 'main.tf': hcl } : hcl;
  const own = Object.values(files).some((text) => text.includes('required_providers'));
  const project = open(engine, dir, env);
  project.write({ 'versions.tf': own ? undefined : versions, ...files });
  return project;
}

function open(engine: TestEngine, dir: string, env: NonNullable<ProjectOptions['env']>): Project {
  const start = (...args: string[]): RunningEngine =>
    startEngine(engine.path, quiet(args), { cwd: dir, env: { ...cleanEnv(engine), ...env } });
  const run = (...args: string[]): Promise<EngineResult> => start(...args).finished;
  const show = async (...args: string[]): Promise<string> => {
    const shown = await run('show', '-json', ...args);
    if (shown.code !== 0) throw new Error(`show failed:\n${shown.output}`);
    return shown.stdout;
  };
  return {
    dir,
    run,
    start,
    plan: (...args) => run('plan', '-detailed-exitcode', ...args),
    planJson: async (...args) => {
      const planned = await run('plan', '-out=plan.bin', ...args);
      if (planned.code !== 0) throw new Error(`plan failed:\n${planned.output}`);
      const plan: PlanJson = JSON.parse(await show('plan.bin'));
      return plan;
    },
    apply: (...args) => run('apply', '-auto-approve', ...args),
    destroy: (...args) => run('destroy', '-auto-approve', ...args),
    resources: async () => {
      const state: { values?: { root_module: { resources?: ResourceJson[] } } } = JSON.parse(await show());
      return state.values?.root_module.resources ?? [];
    },
    showText: () => show(),
    write: (more) => {
      for (const [name, text] of Object.entries(more)) {
        const path = join(dir, name);
        mkdirSync(dirname(path), { recursive: true });
        if (text === undefined) rmSync(path, { force: true });
        else writeFileSync(path, text);
      }
    },
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    withEnv: (more) => open(engine, dir, { ...env, ...more }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const versions = `terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
    null = {
      source = "hashicorp/null"
    }
  }
}
`;

const underWay = new Map<string, Promise<string>>();

/** A folder in which both providers are initialised, created once per engine and build. */
function initialised(engine: TestEngine): Promise<string> {
  // Several workers may create it at once.
  const key = `${engine.provider} ${engine.path}`;
  const coming = underWay.get(key) ?? initialise(engine).finally(() => underWay.delete(key));
  underWay.set(key, coming);
  return coming;
}

async function initialise(engine: TestEngine): Promise<string> {
  const templates = join(work, 'templates');
  const prefix = `${engine.name}-${engine.version}-${engine.provider}-`;
  const folder = join(templates, prefix + digestOfProviders(engine.provider));
  if (existsSync(folder)) return folder;
  mkdirSync(templates, { recursive: true });
  for (const old of readdirSync(templates)) {
    // Folders of earlier builds; one with a process ID is being created.
    if (old.startsWith(prefix) && /-\w+$/.test(old)) rmSync(join(templates, old), { recursive: true, force: true });
  }
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, 'versions.tf'), versions);
  const { code, output } = await startEngine(engine.path, quiet(['init']), { cwd: fresh, env: cleanEnv(engine) })
    .finished;
  if (code !== 0) throw new Error(`init failed:\n${output}`);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another worker was faster.
    rmSync(fresh, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Changes with the providers: the mirror's files are written only if their content changes. */
function digestOfProviders(build: ProviderBuild): string {
  const folder = join(mirrorFolder[build], 'registry.terraform.io');
  const digest = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const { size, mtimeMs } = statSync(join(folder, file));
    digest.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return digest.digest('hex').slice(0, 12);
}

/** The environment without the tester's settings and without jest's options for Node.js. */
function cleanEnv({ provider }: TestEngine): Record<string, string | undefined> {
  return {
    ...engineEnv(),
    TF_CLI_CONFIG_FILE: mirrorConfiguration[provider],
    TF_LOG: undefined,
    NODE_OPTIONS: undefined,
  };
}

const withInput = ['init', 'plan', 'apply', 'destroy', 'import', 'refresh'];
const withColour = [...withInput, 'show', 'validate', 'output', 'test', 'query'];

/** Arguments for a command without input and colours. */
function quiet([command = '', ...args]: readonly string[]): readonly string[] {
  return [
    command,
    ...(withColour.includes(command) ? ['-no-color'] : []),
    ...(withInput.includes(command) ? ['-input=false'] : []),
    ...args,
  ];
}
