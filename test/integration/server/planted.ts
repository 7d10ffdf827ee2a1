import type { Visitor } from './visitor.ts';

/** The IDs of phones: registered, refused because in use, and mistyped. None occurs elsewhere by accident. */
export const ids = { registered: 'E5A1', refused: 'E5A2', mistyped: 'E5A3', listed: 'E5A4' };
export const mac = '7C2F80820EC0';
/** A password in each form of a URL. The first ones can be registered, the others are refused. */
export const accepted = [
  'http://user:plantedA@a.example/%MACD',
  'http://us%40er:plantedB@b.example/%DVID/x',
  'http://c.example/?token=plantedC&m=%MACD',
];
export const refused = [
  'http://name@realm:plantedD@d.example/',
  'http://@:plantedE@e.example/',
  'http:name:plantedF@f.example/',
  'http://name:plantedG/x@g.example/',
  'http://name:plantedH',
  'http://name:planted%zzI@i.example/',
];
/** IDs as words of their own or after a MAC, since random tokens may contain four such characters. */
const secrets = [
  ...Object.values(ids).map((id) => new RegExp(`(?:(?<!\\w)|7C2F80820E[0-9A-F]{2})${id}(?!\\w)`, 'i')),
  /planted/i,
];

/** Where the planted secrets were searched, and how often they were found. */
const searched = new Map<string, { texts: number; found: string[] }>();

/** Begins a new search. */
export function forgetSearches(): void {
  searched.clear();
}

/** What was found since then, each as its place and its surroundings. */
export const findings = (): readonly string[] =>
  [...searched].flatMap(([place, { found }]) => found.map((text) => `${place}: ${text}`));

/** Searches a text, also decoded from percent-encoding, HTML and base64. */
export function search(place: string, text: string): void {
  const base64 = [...text.matchAll(/base64,([A-Za-z0-9+/=]+)/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64').toString(),
  );
  const forms = [text, ...base64, decodeLoosely(text), text.replaceAll('&#x2F;', '/').replaceAll('&amp;', '&')];
  const entry = searched.get(place) ?? { texts: 0, found: [] };
  entry.texts++;
  for (const secret of secrets) {
    for (const form of forms) {
      const at = form.search(secret);
      if (at >= 0) entry.found.push(`…${form.slice(Math.max(0, at - 60), at + 40)}…`);
    }
  }
  searched.set(place, entry);
}

const decodeLoosely = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });

/** More than the portal of a test has. */
const MAX_PAGES = 300;

/**
 * Follows every link of the portal from its pages, and searches pages, links and the headers of answers. Returns the paths of
 * the answers that were no errors, without their queries.
 */
export async function walk(portal: Visitor, starts: readonly string[]): Promise<ReadonlySet<string>> {
  const queue = [...starts];
  const seen = new Set<string>();
  const reached = new Set<string>();
  for (const path of queue) {
    if (seen.has(path) || seen.size > MAX_PAGES) continue;
    seen.add(path);
    const { status, text, headers } = await portal.send(path);
    if (status < 400) reached.add(path.replace(/[?#].*/, ''));
    search('pages', text);
    search('links and addresses', path);
    search('headers', JSON.stringify([...headers]));
    const links = [...text.matchAll(/href="(\/portal\/[^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
    const targets = [...text.matchAll(/<option value="([^"]+)"/g)].map(([, tag = '']) => `/portal/phones?url=${tag}`);
    queue.push(...links.filter((link) => !link.includes('/assets/')), ...targets, headers.get('location') ?? path);
  }
  return reached;
}

/** Prints what was searched. On stderr, because the output of test processes is dropped. */
export function printTable(kind: string): void {
  const rows = [...searched].map(
    ([place, { texts, found }]) => `${place.padEnd(28)} ${String(texts).padStart(5)} texts, ${found.length} found`,
  );
  process.stderr.write(`Planted secrets, ${kind}:\n${rows.join('\n')}\n`);
}
