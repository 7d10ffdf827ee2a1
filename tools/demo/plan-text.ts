import { stripVTControlCharacters } from 'node:util';

/** One resource in an engine's plan. */
export interface PlannedResource {
  /** As in `gigaset_device.berlin_7C2F80208295_4A1C6E0B`. */
  readonly address: string;
  /** In the engine's words: `created`, `destroyed`, `updated in-place`, `replaced`. */
  readonly action: string;
  /** The lines that the engine printed, without cdktf's margin. */
  readonly lines: readonly string[];
}

export interface PlanText {
  readonly resources: readonly PlannedResource[];
  /** `Plan: 13 to add, 0 to change, 0 to destroy.` or `No changes. …`; empty if there was no plan. */
  readonly summary: string;
}

/** Removes the margin that cdktf puts before each line of the engine: the stack's name or as many spaces. */
export function withoutMargin(output: string, stack: string): readonly string[] {
  const margin = new RegExp(`^(?:${stack}|\\s{${stack.length}})  `);
  return stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => line.replace(margin, '').trimEnd());
}

/** Reads the engine's plan from the output of cdktf. */
export function readPlan(output: string, stack: string): PlanText {
  const lines = withoutMargin(output, stack);
  const resources: PlannedResource[] = [];
  let open: { address: string; action: string; lines: string[] } | undefined;
  for (const line of lines) {
    const [, address, action] = /^ {2}# (\S+)(?: \(.*\))? (?:will|must) be (.+)$/.exec(line) ?? [];
    if (address !== undefined && action !== undefined) {
      open = { address, action, lines: [`# ${address} will be ${action}`] };
      resources.push(open);
    } else if (open && line !== '') {
      open.lines.push(line.replace(/^ {2}/, ''));
      // The closing brace of the resource is in this column.
      if (line === '    }') open = undefined;
    }
  }
  const summary = lines.find((line) => /^Plan: |^No changes\./.test(line)) ?? '';
  return { resources, summary };
}

/** A plan that fits on a screen: the first phone as the engine shows it, the others by MAC, all else by address. */
export function shortPlan({ resources, summary }: PlanText): string {
  const signs: Readonly<Record<string, string>> = { created: '+', destroyed: '-', replaced: '-/+' };
  const [first, ...phones] = resources.filter(({ address }) => address.startsWith('gigaset_device.'));
  const others = resources.filter(({ address }) => !address.startsWith('gigaset_device.'));
  return [
    ...(first?.lines ?? []),
    ...(phones.length === 0 ? [] : [`and ${phones.length} more like it:`]),
    ...inColumns(phones.map(({ address, action }) => `${signs[action] ?? '~'} ${macIn(address)}`)),
    ...others.map(({ address, action }) => `${signs[action] ?? '~'} ${address}`),
    summary,
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}

const macIn = (address: string): string => /(?<![0-9A-F])[0-9A-F]{12}(?![0-9A-F])/.exec(address)?.[0] ?? address;

function inColumns(texts: readonly string[]): readonly string[] {
  const rows: string[] = [];
  for (let at = 0; at < texts.length; at += 5) rows.push(texts.slice(at, at + 5).join('   '));
  return rows;
}
