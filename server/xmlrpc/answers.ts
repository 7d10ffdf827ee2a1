import { truncate, type DeregisterOutcome } from '../registrations/index.ts';
import { formatRefusal, MAX_REDIRECT_URL_LENGTH, type Refusal } from '#autoprov';

/** The literal answer to a registration in the vendor's manual: the word "password", not a real one. */
export const registered = 'OK: password';
/** The literal answer to a deregistration in the vendor's manual. */
export const deregistered = 'OK';

/** Limits a value that is repeated for each phone of a list, which could make the answer much longer than the request. */
const MAX_LISTED_VALUE_LENGTH = 200;

/** Phones of a page of an answer: the text for some milliseconds of sending. */
const PAGE_SIZE = 1000;

/**
 * The strings of an answer in pages, one string per phone: `done` on success, otherwise the refusal such as
 * `mac_not_found:7C2F80820EC0` with its value truncated if necessary.
 */
export function* outcomeTexts(outcomes: readonly DeregisterOutcome[], done: string): Generator<readonly string[]> {
  const maxLength = outcomes.length === 1 ? MAX_REDIRECT_URL_LENGTH : MAX_LISTED_VALUE_LENGTH;
  for (let start = 0; start < outcomes.length; start += PAGE_SIZE) {
    yield outcomes
      .slice(start, start + PAGE_SIZE)
      .map((outcome) => (outcome.ok ? done : refusalText(outcome.refusal, maxLength)));
  }
}

/** The number of phones per answer, for the log and the metrics: `{ OK: 11, mac_not_found: 1 }`. */
export function tally(outcomes: readonly DeregisterOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) {
    const answer = outcome.ok ? 'OK' : outcome.refusal.code;
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

/** The refusal in the protocol's form. */
export function refusalText({ code, value = '' }: Refusal, maxLength: number = MAX_REDIRECT_URL_LENGTH): string {
  return formatRefusal({ code, value: value.length > maxLength ? `${truncate(value, maxLength)}...` : value });
}
