/** Replaces secrets in texts. */
export interface Mask {
  add(secrets: Iterable<string>): void;
  /** The text with `***` in place of each secret. Overlapping secrets are replaced as one. */
  clean(text: string): string;
}

/** Shorter texts would occur in many ordinary words. */
const MIN_SECRET_LENGTH = 4;

/** Secrets by their first characters, then by length, because the secrets of one service often start alike. */
type Secrets = Map<string, Map<number, Set<string>>>;

/** The cost of cleaning a line does not depend on the number of secrets. */
export function createMask(): Mask {
  const all: Secrets = new Map();
  return {
    add(secrets) {
      for (const secret of secrets) {
        if (secret.length < MIN_SECRET_LENGTH) continue;
        const start = secret.slice(0, MIN_SECRET_LENGTH);
        const byLength = all.get(start) ?? new Map<number, Set<string>>();
        const sameLength = byLength.get(secret.length) ?? new Set();
        all.set(start, byLength.set(secret.length, sameLength.add(secret)));
      }
    },
    clean(text) {
      if (all.size === 0) return text;
      let cleaned = '';
      let hiddenTo = 0;
      for (let at = 0; at + MIN_SECRET_LENGTH <= text.length; at++) {
        const end = endOfLongest(all, text, at);
        if (end === at) continue;
        if (at > hiddenTo || hiddenTo === 0) cleaned += `${text.slice(hiddenTo, at)}***`;
        hiddenTo = Math.max(hiddenTo, end);
      }
      return cleaned + text.slice(hiddenTo);
    },
  };
}

/** The end of the longest secret that starts at a position; the position itself when none does. */
function endOfLongest(all: Secrets, text: string, at: number): number {
  let end = at;
  for (const [length, secrets] of all.get(text.slice(at, at + MIN_SECRET_LENGTH)) ?? []) {
    if (at + length > end && at + length <= text.length && secrets.has(text.slice(at, at + length))) end = at + length;
  }
  return end;
}
