import { type Connection, type Failure, type FailureReason, type Refused } from '../api/index.ts';
import { adviceFor, describeCall, describeTarget, headline } from '../diagnostics/index.ts';
import { answerCodes, macText } from '#autoprov';

// Why phones could not be changed, in words that both resources use.

/** `1 phone`, `3 phones`. */
export const phones = (count: number): string => (count === 1 ? '1 phone' : `${count} phones`);

/** The maximum number of phones that a message names. */
export const MAX_NAMED = 20;

/** `7C2F80000001, 7C2F80000009, and 460 more`: the first of `count` phones. */
export function named(first: readonly string[], count = first.length): string {
  const shown = first.slice(0, MAX_NAMED);
  const more = count - shown.length;
  return more > 0 ? `${shown.join(', ')}, and ${more} more` : shown.join(', ');
}

/** The first MACs in ascending order. */
export const namedMacs = (macs: Iterable<number>): string => {
  const sorted = Float64Array.from(macs).sort();
  return named(Array.from(sorted.subarray(0, MAX_NAMED), macText), sorted.length);
};

/** Describes an answer code: `autoprov.registerDevice answered url_invalid: the server does not accept this redirect URL.` */
export const refusedWith = ({ method, text, refusal: { code } }: Refused): string =>
  `autoprov.${method} answered ${text}: ${answerCodes[code].meaning}.`;

/** The cause of the failure of one or several phones in the server's words. `reason` is that of the first. */
export function causeOf(reason: FailureReason, count = 1): string {
  const [thePhone, is] = count === 1 ? ['the phone', 'is'] : ['these phones', 'are'];
  switch (reason.kind) {
    case 'refused':
      return refusedWith(count === 1 ? reason.answer : { ...reason.answer, text: reason.answer.refusal.code });
    case 'call failed':
      return reason.error.cause ? describeCall(reason.error) : 'An interrupt came first.';
    case 'other target':
      return `autoprov.${reason.method} answered mac_already_in_use. In your account ${count === 1 ? 'the phone' : 'the first of these phones'} points to ${describeTarget(reason.registration)}.`;
    case 'other account':
      return `autoprov.${reason.method} answered mac_already_in_use. In your account ${thePhone} ${is} not registered.`;
    case 'claimed by another resource':
      return `Another resource has registered ${thePhone} during this apply.`;
    case 'missing ID':
      return 'A change deregisters the phone and registers it again, which needs the 4-character ID from its label.';
  }
}

/** What to do about a failure. */
export function adviceOn(connection: Connection, reason: FailureReason): string {
  switch (reason.kind) {
    case 'refused':
      return answerCodes[reason.answer.refusal.code].remedy;
    case 'call failed':
      return reason.error.cause ? adviceFor(connection, reason.error) : 'Apply again to continue.';
    case 'other target':
      return 'To overwrite such a registration, set on_conflict = "replace".';
    case 'other account':
      return 'Only its owner or the vendor can deregister a phone of another account. on_conflict has no effect here.';
    case 'claimed by another resource':
      return 'A phone has one registration: keep it in one of the two resources.';
    case 'missing ID':
      return 'Write the whole MAC-ID, as in 7C2F80820EC0-55DF, and apply again.';
  }
}

/** The answer code of a failure, or a text in its place. */
export function codeOf(reason: FailureReason): string {
  switch (reason.kind) {
    case 'refused':
      return reason.answer.refusal.code;
    case 'call failed':
      return 'no answer';
    case 'other target':
    case 'other account':
      return 'mac_already_in_use';
    case 'claimed by another resource':
    case 'missing ID':
      return reason.kind;
  }
}

/** Failures with the same cause have the same key. */
export const keyOf = ({ step, reason }: Failure): string =>
  `${step} ${reason.kind} ${reason.kind === 'call failed' ? headline(reason.error) : codeOf(reason)}`;
