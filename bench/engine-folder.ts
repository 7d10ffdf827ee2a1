import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../tools/engine/index.ts';
import { engineEnv } from '../tools/engine-env.ts';
import { work } from '../tools/paths.ts';

export interface EngineFolderOptions<Ran> {
  readonly engine: Engine;
  /** The name of the folder in .work/bench/ and of the subject. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The filesystem mirror that contains the provider. */
  readonly mirror: string;
  /** Runs a command until it exits. */
  readonly execute: (
    program: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) => Promise<Ran>;
}

/** A folder with HCL and the engine's commands in it. */
export interface EngineFolder<Ran> {
  /** The path of one of its files. */
  readonly path: (file: string) => string;
  /** @throws if the command fails or does not print the expected text */
  readonly ask: (args: readonly string[], expected: RegExp) => Promise<Ran>;
  readonly remove: () => void;
}

/** Recreates the folder and runs `init` in it. */
export async function engineFolder<Ran extends { readonly code: number | null; readonly output: string }>({
  engine,
  name,
  files,
  mirror,
  execute,
}: EngineFolderOptions<Ran>): Promise<EngineFolder<Ran>> {
  const folder = join(work, 'bench', name);
  const path = (file: string): string => join(folder, file);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { recursive: true });
  const settings = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  for (const [file, text] of Object.entries({ ...files, terraformrc: settings })) writeFileSync(path(file), text);
  const env = { ...engineEnv(), TF_LOG: undefined, TF_CLI_CONFIG_FILE: path('terraformrc') };
  const ask = async (args: readonly string[], expected: RegExp): Promise<Ran> => {
    const ran = await execute(engine.path, [...args, '-no-color', '-input=false'], { cwd: folder, env });
    if (ran.code === 0 && expected.test(ran.output)) return ran;
    throw new Error(`${engine.name}, ${name}: ${args.join(' ')} failed:\n${ran.output.slice(-2000)}`);
  };
  await ask(['init'], /successfully initialized/);
  return { path, ask, remove };
}

/** HCL that requires a provider from our mirror and configures it. */
export const providerHcl = (provider: string, configuration: Readonly<Record<string, string>>): string => `terraform {
  required_providers {
    ${provider} = { source = "gigaset-redirect/${provider}" }
  }
}

provider "${provider}" {
${Object.entries(configuration)
  .map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`)
  .join('\n')}
}
`;
