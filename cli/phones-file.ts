import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { CommandError, exitCodes } from './command.ts';
import {
  decodeDeviceFile,
  describeProblems,
  formatMacId,
  macAt,
  macIdAt,
  parseFleet,
  parseMacId,
  type Fleet,
} from '#autoprov';

/** A phone that the command line or a file names. */
export interface NamedPhone {
  readonly mac: string;
  /** With the ID if it is known. Secret. */
  readonly macId: string;
}

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
    phones.set(parsed.value.mac, { mac: parsed.value.mac, macId: formatMacId(parsed.value) });
  }
  if (file !== undefined) {
    const fleet = await readDeviceFile(file);
    for (const at of fleet.macs.keys())
      phones.set(macAt(fleet, at), { mac: macAt(fleet, at), macId: macIdAt(fleet, at) });
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
export async function readText(file: string): Promise<string> {
  const text = decodeDeviceFile(await readBytes(file));
  if (!text.ok) throw new CommandError(`${nameOf(file)}: ${text.problems.join(' ')}`);
  return text.value;
}

const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    throw new CommandError(`${nameOf(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
