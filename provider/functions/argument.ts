import type { Parsed } from '#autoprov';
import { FunctionError } from '#framework';

/** The parsed value of an argument. @throws FunctionError with all its problems; the engine points at the argument */
export function argument<T>(position: number, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new FunctionError(parsed.problems.join('\n'), position);
}
