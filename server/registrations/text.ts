/** The first `length` characters, without half a character at the end: XML could not carry it. */
export function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** DATE as people and clients see it: `2026-11-24 04:19:16`, in UTC. The vendor documents no format; this one sorts. */
export function formatDate(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
