import type { Parsed } from '#autoprov';
import { FunctionError } from '#framework';

/** What the text of an argument means. @throws FunctionError with all that is wrong; the engine points at the argument */
export function argument<T>(position: number, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new FunctionError(parsed.problems.join('\n'), position);
}
