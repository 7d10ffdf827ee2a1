import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderSchema } from '@cdktn/commons';
import { engineEnv } from '../engine-env.ts';
import { run } from '../run.ts';

const configuration = `terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}
`;

/**
 * Asks an engine for the provider's schema. The provider comes from the mirror in .work/.
 *
 * @param engine the path of Terraform or OpenTofu
 * @throws Error with the engine's output if it fails
 */
export async function readSchema(engine: string): Promise<ProviderSchema> {
  const cwd = mkdtempSync(join(tmpdir(), 'gigaset-schema-'));
  const succeed = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, output } = await run(engine, args, { cwd, env: engineEnv() });
    if (code !== 0) throw new Error(`${engine} ${args.join(' ')} failed:\n${output}`);
    return stdout;
  };
  try {
    writeFileSync(join(cwd, 'main.tf'), configuration);
    await succeed('init', '-input=false', '-no-color');
    const schema: unknown = JSON.parse(await succeed('providers', 'schema', '-json'));
    if (!isProviderSchema(schema)) throw new Error(`${engine} providers schema printed no schema`);
    return schema;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const isProviderSchema = (value: unknown): value is ProviderSchema =>
  typeof value === 'object' && value !== null && 'provider_schemas' in value;
