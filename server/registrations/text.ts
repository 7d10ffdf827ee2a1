/** The first `length` characters. Does not split a surrogate pair, half of which XML cannot carry. */
export function truncate(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** A date as people and clients see it: `2026-11-24 04:19:16`, in UTC. The vendor documents no format; this one sorts. */
export function formatDate(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
