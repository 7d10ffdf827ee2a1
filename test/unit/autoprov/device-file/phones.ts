import fc from 'fast-check';
import { type Fleet, macIdAt, parseFleet, parseProviderName } from '#autoprov';

/** Parses a fleet. @throws with all its problems */
export function fleet(text: string): Fleet {
  const parsed = parseFleet(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.first));
  return parsed.fleet;
}

/** The problems of a text: line and summary. */
export function wrongs(text: string): readonly string[] {
  const parsed = parseFleet(text);
  return parsed.ok ? [] : parsed.problems.first.map(({ line, headline }) => `${line}: ${headline}`);
}

/** A phone as plain values. */
export interface Phone {
  readonly macId: string;
  readonly url: string | null;
  readonly providerName: string | null;
}

export const phonesIn = (of: Fleet): readonly Phone[] =>
  Array.from(of.macs.keys(), (at) => ({
    macId: macIdAt(of, at),
    ...(of.destinations[of.destinationOf[at] ?? 0] ?? { url: null, providerName: null }),
  }));

const hex = (digits: number) =>
  fc.integer({ min: 0, max: 16 ** digits - 1 }).map((n) => n.toString(16).toUpperCase().padStart(digits, '0'));

const url = fc.oneof(
  fc.constantFrom('http://provider.example/%MACD.xml', 'https://a.example/x,y/%DVID'),
  fc.webUrl({ withQueryParameters: true }).filter((text) => !/[%"<>\\^`{|}]/.test(text) && !/[^\x21-\x7e]/.test(text)),
);

const name = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((text) => parseProviderName(text).ok);

/** Phones with distinct MACs in any order, a few without an ID. */
export const phones = fc.uniqueArray(
  fc.record({
    macId: fc.tuple(hex(12), fc.option(hex(4), { freq: 5 })).map(([mac, id]) => (id === null ? mac : `${mac}-${id}`)),
    url: fc.option(url),
    providerName: fc.option(name),
  }),
  { selector: ({ macId }) => macId.slice(0, 12), maxLength: 40 },
);

export const byMac = (all: readonly Phone[]): readonly Phone[] =>
  all.toSorted((a, b) => (a.macId.slice(0, 12) < b.macId.slice(0, 12) ? -1 : 1));
