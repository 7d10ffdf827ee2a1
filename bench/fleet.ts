import type { Engine } from '../tools/engine/index.ts';
import { run } from '../tools/run.ts';
import { engineFolder, providerHcl } from './engine-folder.ts';
import { timed } from './measure.ts';

/** The commands in order. */
export const commands = ['apply', 'empty plan', 'destroy'] as const;
export type Command = (typeof commands)[number];

export interface FleetOptions {
  /** The provider's name, such as `gigaset` for the resource `gigaset_device`. */
  readonly provider: string;
  /** Arguments of the provider block. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly engine: Engine;
  readonly count: number;
  /** The filesystem mirror that contains it. */
  readonly mirror: string;
  /** Distinguishes the folders of fleets with the same provider, engine and size. */
  readonly suffix?: string;
  /** The engine's parallelism; by default 10. */
  readonly parallelism?: number;
}

/** A folder with HCL that declares a number of phones, and the engine's commands in it. */
export interface Fleet {
  /** Runs a command. @returns milliseconds; @throws if its output is not as expected */
  measure(command: Command): Promise<number>;
  remove(): void;
}

/** Writes the folder and runs `init` in it. */
export async function makeFleet(options: FleetOptions): Promise<Fleet> {
  const { provider, engine, count, mirror, suffix = '', parallelism = 10 } = options;
  const wide = `-parallelism=${parallelism}`;
  const name = `${provider}-${engine.name.toLowerCase()}-${count}${suffix}`;
  const { ask, remove } = await engineFolder({
    engine,
    name,
    files: { 'main.tf': hcl(options) },
    mirror,
    execute: run,
  });
  const steps: Record<Command, readonly [args: readonly string[], expected: RegExp]> = {
    apply: [['apply', '-auto-approve', wide], new RegExp(`Resources: ${count} added, 0 changed, 0 destroyed`)],
    'empty plan': [['plan'], /No changes\./],
    destroy: [['destroy', '-auto-approve', wide], new RegExp(`Resources: ${count} destroyed`)],
  };
  return { measure: (command) => timed(() => ask(...steps[command])), remove };
}

/**
 * One instance per phone, keyed by its MAC, from a map as a device file provides it. The map is a local value, because the
 * engine evaluates an expression in for_each again for each instance, which takes minutes for 1,000. `range` returns at
 * most 1,024 numbers.
 */
const hcl = ({ provider, configuration, count }: FleetOptions): string => `${providerHcl(provider, configuration)}
locals {
  thousands = [for thousand in range(${Math.ceil(count / 1000)}) : range(thousand * 1000, min(${count}, (thousand + 1) * 1000))]
  phones    = { for number in flatten(local.thousands) : format("7C2F80%06X", number) => "55DF" }
}

resource "${provider}_device" "phone" {
  for_each      = local.phones
  mac_id        = "\${each.key}-\${each.value}"
  url           = "https://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}
`;
