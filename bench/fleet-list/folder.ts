import { writeFileSync } from 'node:fs';
import { macRange } from '../../test/support/phones.ts';
import type { Engine } from '../../tools/engine/index.ts';
import { engineFolder, providerHcl } from '../engine-folder.ts';
import { watch, type Watched } from './watch.ts';

/** The commands in order. */
export const commands = ['apply', 'empty plan', 'change of ten', 'destroy'] as const;
export type Command = (typeof commands)[number];

/** A folder in which one resource contains the fleet: ours, or the engine's `terraform_data`, which does nothing. */
export interface Folder {
  /** Runs a command. @throws if its output is not as expected */
  measure(command: Command): Promise<Watched>;
  /** The file with the phones. */
  readonly file: string;
  remove(): void;
}

export interface FolderOptions {
  readonly engine: Engine;
  readonly count: number;
  readonly mirror: string;
  /** Null: the engine alone. */
  readonly provider: Readonly<Record<string, string>> | null;
  /** Distinguishes folders of the same engine and size. */
  readonly suffix?: string;
}

export const csv = (count: number, first = 0): string =>
  ['mac_id', ...macRange(count - first, first).map((mac) => `${mac}-55DF`), ''].join('\n');

/** Writes the folder and runs `init` in it. */
export async function makeFolder({ engine, count, mirror, provider, suffix = '' }: FolderOptions): Promise<Folder> {
  const { path, ask, remove } = await engineFolder({
    engine,
    name: `fleet-${provider ? 'ours' : 'engine'}-${engine.name.toLowerCase()}-${count}${suffix}`,
    files: { 'devices.csv': csv(count), 'main.tf': provider ? ours(provider) : engineAlone },
    mirror,
    execute: watch,
  });
  const file = path('devices.csv');
  const steps: Record<Command, () => Promise<Watched>> = {
    apply: () => ask(['apply', '-auto-approve'], /1 added, 0 changed, 0 destroyed/),
    'empty plan': () => ask(['plan'], /No changes\./),
    'change of ten': () => {
      writeFileSync(file, csv(count, 10));
      return ask(['apply', '-auto-approve'], /0 added, 1 changed, 0 destroyed/);
    },
    destroy: async () => {
      const watched = await ask(['destroy', '-auto-approve'], /Resources: 1 destroyed/);
      writeFileSync(file, csv(count));
      return watched;
    },
  };
  return { file, remove, measure: (command) => steps[command]() };
}

const ours = (configuration: Readonly<Record<string, string>>): string => `${providerHcl('gigaset', configuration)}
resource "gigaset_device_list" "fleet" {
  devices       = file("devices.csv")
  url           = "http://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}
`;

const engineAlone = `resource "terraform_data" "fleet" {
  input = sensitive(file("devices.csv"))
}
`;
