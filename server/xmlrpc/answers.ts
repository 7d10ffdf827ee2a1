import { truncate, type DeregisterOutcome } from '../registrations/index.ts';
import { formatRefusal, MAX_REDIRECT_URL_LENGTH, type Refusal } from '#autoprov';

/** The literal answer to a registration (vendor manual): the word, not a password. */
export const registered = 'OK: password';
/** The literal answer to a deregistration (vendor manual). */
export const deregistered = 'OK';

/** A value that is repeated for each phone of a list: long, it would make an answer many times as long as the request. */
const roomInList = 200;

/**
 * The strings of an answer, one a phone: `done` where it worked, else the refusal as `mac_not_found:7C2F80820EC0`, its
 * value cut where it is too long.
 */
export function outcomeTexts(outcomes: readonly DeregisterOutcome[], done: string): readonly string[] {
  const room = outcomes.length === 1 ? MAX_REDIRECT_URL_LENGTH : roomInList;
  return outcomes.map((outcome) => (outcome.ok ? done : refusalText(outcome.refusal, room)));
}

/** The refusal on the wire. */
export function refusalText({ code, value = '' }: Refusal, room: number = MAX_REDIRECT_URL_LENGTH): string {
  return formatRefusal({ code, value: value.length > room ? `${truncate(value, room)}...` : value });
}
