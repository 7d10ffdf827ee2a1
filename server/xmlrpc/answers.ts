import { truncate, type DeregisterOutcome } from '../registrations/index.ts';
import { formatRefusal, MAX_REDIRECT_URL_LENGTH, type Refusal } from '#autoprov';

/** The literal answer to a registration in the vendor's manual: the word "password", not a real one. */
export const registered = 'OK: password';
/** The literal answer to a deregistration in the vendor's manual. */
export const deregistered = 'OK';

/** Limits a value that is repeated for each phone of a list, which could make the answer much longer than the request. */
const MAX_LISTED_VALUE_LENGTH = 200;

/**
 * The strings of an answer, one per phone: `done` on success, otherwise the refusal such as `mac_not_found:7C2F80820EC0`
 * with its value truncated if necessary.
 */
export function outcomeTexts(outcomes: readonly DeregisterOutcome[], done: string): readonly string[] {
  const maxLength = outcomes.length === 1 ? MAX_REDIRECT_URL_LENGTH : MAX_LISTED_VALUE_LENGTH;
  return outcomes.map((outcome) => (outcome.ok ? done : refusalText(outcome.refusal, maxLength)));
}

/** The refusal in the protocol's form. */
export function refusalText({ code, value = '' }: Refusal, maxLength: number = MAX_REDIRECT_URL_LENGTH): string {
  return formatRefusal({ code, value: value.length > maxLength ? `${truncate(value, maxLength)}...` : value });
}
