import { readFile } from 'node:fs/promises';
import { CommandError, exitCodes } from './command.ts';
import { readStdin } from './stdin.ts';
import {
  decodeDeviceFile,
  describeProblems,
  formatMacId,
  macAt,
  macIdAt,
  parseFleet,
  parseMacId,
  type Fleet,
  type RowTarget,
} from '#autoprov';

/** A phone that the command line or a file names. */
export interface NamedPhone {
  readonly mac: string;
  /** With the ID if it is known. Secret. */
  readonly macId: string;
  /** The target in its row of a file. */
  readonly target: RowTarget;
  /** Its line in a file, from 1. */
  readonly line?: number;
}

const NO_TARGET: RowTarget = { url: null, providerName: null };

/**
 * The phones that the arguments and a device file name, each once.
 *
 * @throws CommandError with all mistakes, which name the line and never an ID
 */
export async function readPhones(texts: readonly string[], file: string | undefined): Promise<readonly NamedPhone[]> {
  const phones = new Map<string, NamedPhone>();
  for (const text of texts) {
    const parsed = parseMacId(text);
    if (!parsed.ok) throw new CommandError(parsed.problems.join(' '), exitCodes.usage);
    phones.set(parsed.value.mac, { mac: parsed.value.mac, macId: formatMacId(parsed.value), target: NO_TARGET });
  }
  if (file !== undefined) {
    const fleet = await readDeviceFile(file);
    for (const at of fleet.macs.keys()) {
      const mac = macAt(fleet, at);
      const target = fleet.destinations[fleet.destinationOf[at] ?? 0] ?? NO_TARGET;
      phones.set(mac, { mac, macId: macIdAt(fleet, at), target, line: fleet.lines[at] ?? 0 });
    }
  }
  return [...phones.values()];
}

/** Reads a device file; `-` is stdin. @throws CommandError with all mistakes */
export const readDeviceFile = async (file: string): Promise<Fleet> => parseDeviceFile(await readText(file), file);

/** Parses the text of a device file. @throws CommandError with all mistakes */
export function parseDeviceFile(text: string, file: string): Fleet {
  const parsed = parseFleet(text);
  if (!parsed.ok) throw new CommandError(describeProblems(nameOf(file), parsed.problems));
  return parsed.fleet;
}

/** Reads a text file as people save it; `-` is stdin. @throws CommandError if it cannot be read, or is not text */
export const readText = async (file: string): Promise<string> => decodeText(await readBytes(file), file);

/** Decodes a text file as people save it. @throws CommandError if it is not text */
export function decodeText(bytes: Uint8Array, file: string): string {
  const text = decodeDeviceFile(bytes);
  if (!text.ok) throw new CommandError(`${nameOf(file)}: ${text.problems.join(' ')}`);
  return text.value;
}

/** The name of a file in messages. */
export const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

async function readBytes(file: string): Promise<Uint8Array> {
  if (file === '-') return readStdin('file');
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandError(`${nameOf(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
