import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TerraformStack, Testing } from 'cdktn';
import { macIdOf } from '../../../support/phones.ts';

export const url = 'https://provider.example/xml/%MACD.xml';
export const target = { url, providerName: 'Daryna' };

/** An empty stack in an app of its own. */
export const newStack = (): TerraformStack => new TerraformStack(Testing.app(), 'stack');

/** The resources of a synthesized stack. */
export function resourcesOf(stack: TerraformStack): {
  readonly gigaset_device?: Readonly<Record<string, object>>;
  readonly gigaset_device_list?: Readonly<Record<string, { readonly devices: string; readonly depends_on?: string[] }>>;
} {
  const { resource }: { resource: ReturnType<typeof resourcesOf> } = JSON.parse(Testing.synth(stack));
  return resource;
}

/** The MAC-IDs of the first phones. */
export const macIds = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => macIdOf(at + 1));

/** A folder for the files of a test, which is removed after it. */
export function useFolder(): (files: Readonly<Record<string, string>>) => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  return (files) => {
    const folder = mkdtempSync(join(tmpdir(), 'gigaset-sites-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  };
}
