/**
 * The device ID of the model that asks: `42/2` from `/device/42/2/master.bin`, whatever follows it. Undefined where the path
 * names none; digits alone, so that nothing else can get from a path into an answer's header.
 */
export function deviceIdOf(url: string): string | undefined {
  return /^\/device\/(\d{1,6}\/\d{1,6})(?![^/?#])/.exec(url)?.[1];
}
