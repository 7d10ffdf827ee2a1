/**
 * The device ID of the requesting model: `42/2` from `/device/42/2/master.bin`, whatever follows it. Undefined if the path
 * contains none. It consists of digits and a slash, so that nothing else can reach a response header.
 */
export function deviceIdOf(url: string): string | undefined {
  return /^\/device\/(\d{1,6}\/\d{1,6})(?![^/?#])/.exec(url)?.[1];
}
