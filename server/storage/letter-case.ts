/**
 * How one sign of a search is written in either case: `ä` as `äÄ`, `7` as itself. Databases disagree about letters beyond
 * ASCII (SQLite knows none of them, PostgreSQL those of its locale), so they are told.
 */
export function inEitherCase(sign: string): string {
  // What becomes two signs in the other case (ß, SS) is left as it is.
  const forms = [sign.toLowerCase(), sign.toUpperCase()].filter((form) => Array.from(form).length === 1);
  return [...new Set([sign, ...forms])].join('');
}
