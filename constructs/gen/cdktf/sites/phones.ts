// copied by npm run generate:constructs from the folder of the same name in constructs/
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { escapeTemplates, isExpression } from './expressions.ts';
import { providerNameProblems } from './redirect-target.ts';
import type { RedirectUrl } from './redirect-url.ts';
import { decodeDeviceFile, describeProblems, formatMacId, macAt, macIdAt, parseFleet, parseMacId } from '#autoprov';

/** A phone that a program declares. */
export interface PhoneProps {
  /** The MAC-ID on the label, a secret: pass a token, such as the value of a sensitive variable. */
  readonly macId: string;
  /**
   * The MAC. It names the phone in the state, so a MAC-ID that is a token needs it.
   *
   * @default - the MAC in `macId`
   */
  readonly mac?: string;
  /**
   * The redirect URL.
   *
   * @default - that of the fleet
   */
  readonly url?: RedirectUrl | string;
  /**
   * The provider name.
   *
   * @default - that of the fleet
   */
  readonly providerName?: string;
}

/** A phone of a fleet, with what is declared for it alone. */
export interface FleetPhone {
  /** 12 upper-case hex digits. */
  readonly mac: string;
  /** The MAC-ID in its canonical form, the MAC if the ID is unknown, or a token. A secret. */
  readonly macId: string;
  readonly url: string | undefined;
  readonly providerName: string | undefined;
  /** Where it is declared: `berlin.csv, line 3`. */
  readonly place: string;
}

/** The phones that were read, and what is wrong with the rest: texts with file and line, without any ID. */
export interface ReadPhones {
  readonly phones: readonly FleetPhone[];
  readonly problems: readonly string[];
}

/** Where a fleet gets its phones from. */
export class Phones {
  /** Reads the phones. A fleet calls it once, when it is constructed. */
  readonly read: () => ReadPhones;

  private constructor(read: () => ReadPhones) {
    this.read = read;
  }

  /**
   * The phones of a CSV file with the header `mac_id,url,provider_name`, of which the last two columns are optional.
   *
   * @param path relative to the working directory
   */
  static fromFile(path: string): Phones {
    return new Phones(() => readFile(path));
  }

  /**
   * The phones of all files `*.csv` in a folder, but not in the folders below.
   *
   * @param path relative to the working directory
   */
  static fromFolder(path: string): Phones {
    return new Phones(() => {
      const found = attempt(path, () => readdirSync(path));
      if (!found.ok) return found.read;
      const names = found.value.filter((name) => name.endsWith('.csv')).sort();
      if (names.length === 0) return { phones: [], problems: [`${shown(path)} contains no CSV files.`] };
      return combine(names.map((name) => readFile(join(path, name))));
    });
  }

  /** The phones of an array. */
  static of(phones: readonly PhoneProps[]): Phones {
    return new Phones(() => combine(phones.map((phone, at) => readProps(phone, `phone ${at + 1} of the array`))));
  }
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly read: ReadPhones };

/** Reads a file or a folder. What the system refuses is a mistake in the declaration, and fails the synth as such. */
function attempt<T>(path: string, read: () => T): Attempt<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('code' in error)) throw error;
    const reason = 'message' in error ? String(error.message) : String(error.code);
    const problem =
      error.code === 'ENOENT'
        ? `${shown(path)} does not exist in ${process.cwd()}. Create it, or correct the path: it is relative to the folder in which the program runs. A path next to the program begins with import.meta.dirname.`
        : `${shown(path)} cannot be read: ${reason}`;
    return { ok: false, read: { phones: [], problems: [problem] } };
  }
}

function readFile(path: string): ReadPhones {
  const file = shown(path);
  const bytes = attempt(path, () => readFileSync(path));
  if (!bytes.ok) return bytes.read;
  const decoded = decodeDeviceFile(bytes.value);
  if (!decoded.ok) return { phones: [], problems: [`${file}: ${decoded.problems.join(' ')}`] };
  const parsed = parseFleet(decoded.value);
  if (!parsed.ok) return { phones: [], problems: [describeProblems(file, parsed.problems)] };
  const { fleet } = parsed;
  const targets = fleet.destinations.map(({ url, providerName }) => ({
    url: url === null ? undefined : escapeTemplates(url),
    providerName: providerName === null ? undefined : escapeTemplates(providerName),
  }));
  const phones = Array.from({ length: fleet.size }, (_, at): FleetPhone => {
    const target = targets[fleet.destinationOf[at] ?? 0];
    return {
      mac: macAt(fleet, at),
      macId: macIdAt(fleet, at),
      url: target?.url,
      providerName: target?.providerName,
      place: `${file}, line ${fleet.lines[at] ?? 0}`,
    };
  });
  return { phones, problems: [] };
}

function readProps({ macId, mac, url, providerName }: PhoneProps, place: string): ReadPhones {
  const reject = (...problems: readonly string[]): ReadPhones => ({
    phones: [],
    problems: [`${place}: ${problems.join(' ')}`],
  });
  const accept = (canonicalMac: string, canonicalMacId: string): ReadPhones => ({
    phones: [{ mac: canonicalMac, macId: canonicalMacId, url: url?.toString(), providerName, place }],
    problems: [],
  });
  const nameProblems = providerName === undefined ? [] : providerNameProblems(providerName);
  if (nameProblems.length > 0) return reject(...nameProblems);
  const declared = mac === undefined ? undefined : parseMacId(mac);
  if (declared?.ok === false) return reject(...declared.problems);
  if (isExpression(macId)) {
    if (declared === undefined) return reject('Its MAC-ID is a token, which has no value yet. Pass the MAC as mac.');
    return accept(declared.value.mac, macId);
  }
  const parsed = parseMacId(macId);
  if (!parsed.ok) return reject(...parsed.problems);
  if (declared !== undefined && declared.value.mac !== parsed.value.mac) {
    return reject(`Its mac is ${declared.value.mac}, but its macId begins with ${parsed.value.mac}.`);
  }
  return accept(parsed.value.mac, formatMacId(parsed.value));
}

const combine = (parts: readonly ReadPhones[]): ReadPhones => ({
  phones: parts.flatMap(({ phones }) => phones),
  problems: parts.flatMap(({ problems }) => problems),
});

/** A path as errors show it: as given, or relative to the working directory if that is shorter. Editors open either. */
const shown = (path: string): string => {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
};
