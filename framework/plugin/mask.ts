/** Texts that must not be seen, and what takes their place. */
export interface Mask {
  add(secrets: Iterable<string>): void;
  /** The text with `***` in place of each secret, overlapping ones included. */
  clean(text: string): string;
}

/** Shorter ones would stand in every other word. */
const SHORTEST = 4;

/** Secrets by their first letters, then by their length: phones' MAC-IDs all begin alike. */
type Secrets = Map<string, Map<number, Set<string>>>;

/** A line costs as much with the secrets of ten thousand phones as with those of one. */
export function mask(): Mask {
  const all: Secrets = new Map();
  return {
    add(secrets) {
      for (const secret of secrets) {
        if (secret.length < SHORTEST) continue;
        const start = secret.slice(0, SHORTEST);
        const byLength = all.get(start) ?? new Map<number, Set<string>>();
        const alike = byLength.get(secret.length) ?? new Set();
        all.set(start, byLength.set(secret.length, alike.add(secret)));
      }
    },
    clean(text) {
      if (all.size === 0) return text;
      let cleaned = '';
      let hiddenTo = 0;
      for (let at = 0; at + SHORTEST <= text.length; at++) {
        const end = longestAt(all, text, at);
        if (end === at) continue;
        if (at > hiddenTo || hiddenTo === 0) cleaned += `${text.slice(hiddenTo, at)}***`;
        hiddenTo = Math.max(hiddenTo, end);
      }
      return cleaned + text.slice(hiddenTo);
    },
  };
}

/** Where the longest secret that begins at a place ends; the place itself where none does. */
function longestAt(all: Secrets, text: string, at: number): number {
  let end = at;
  for (const [length, secrets] of all.get(text.slice(at, at + SHORTEST)) ?? []) {
    if (at + length > end && at + length <= text.length && secrets.has(text.slice(at, at + length))) end = at + length;
  }
  return end;
}
