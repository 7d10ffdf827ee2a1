import { asCallError, CallError } from '../diagnostics/index.ts';
import type { ApiContext } from './api-context.ts';
import { attempt, type Attempt, type CallContext } from './attempt.ts';
import { findRegistrations, type Refused } from './lookup.ts';
import { macOf, resultOf, succeeded, type Operation, type Succeeded } from './operation.ts';
import { concernsMethod, isRejectedUnread } from './retry-policy.ts';
import type { Release } from './semaphore.ts';
import { zip } from './zip.ts';

/** The result of one attempt for one phone. */
export type PhoneAttempt = Attempt<Succeeded | Refused>;

/**
 * Sends phones once: a single one alone, several in a list, or one by one if the server does not accept the list. Returns a
 * result for each, in their order.
 *
 * Whether the good phones of a list with a bad one are registered is not documented. So next to refusals an OK is confirmed,
 * and a phone for which it does not hold is sent again, without those that were refused.
 *
 * @param slot a slot of the semaphore for the first request, if the caller holds one
 */
export async function attemptOperation(
  api: ApiContext,
  operation: Operation,
  macIds: readonly string[],
  context: CallContext,
  slot?: Release,
): Promise<readonly PhoneAttempt[]> {
  if (macIds.length <= 1) {
    return Promise.all(macIds.map((macId) => attemptSingle(api, operation, macId, context, slot)));
  }
  const request = { method: operation.list, phones: macIds.length };
  const sent = await attempt(api, context, request, (options) => operation.sendList(macIds, options), slot);
  const error = 'value' in sent ? undefined : sent.error;
  const isRejected = concernsMethod(error) || isRejectedUnread(error);
  if (!('value' in sent) && !isRejected) return macIds.map(() => sent);

  const answers = 'value' in sent ? sent.value : [];
  const hasRefusals = answers.some(({ ok }) => !ok);
  const phones = macIds.map((macId, index): Sent => {
    const answer = answers[index];
    const answered = answer && resultOf(operation, operation.list, macId, answer);
    // Only a registration that took effect has a date.
    const isCertain = answered && (!hasRefusals || !answered.ok || answered.date !== null);
    return { macId, answered, result: isCertain ? { value: answered } : undefined };
  });
  const open = (): readonly Sent[] => phones.filter(({ result }) => result === undefined);

  const unconfirmed = isRejectedUnread(error) ? [] : open();
  const found = await findEffective(api, operation, macIdsOf(unconfirmed), context).catch(asCallError);
  if (found instanceof CallError) {
    for (const phone of unconfirmed) phone.result = { error: found.cause, isUncertain: true };
  } else {
    for (const [phone, effective] of zip(unconfirmed, found)) {
      const { answered } = phone;
      if (effective) phone.result = { value: answered?.ok ? { ...answered, date: effective.date } : effective };
    }
  }
  const rest = open();
  const again = isRejected ? attemptEach : attemptOperation;
  for (const [phone, result] of zip(rest, await again(api, operation, macIdsOf(rest), context))) phone.result = result;
  return phones.map(({ result }) => result).filter((result) => result !== undefined);
}

/** A phone of a list. */
interface Sent {
  readonly macId: string;
  /** The answer to the list, if there was one. */
  readonly answered: Succeeded | Refused | undefined;
  result: PhoneAttempt | undefined;
}

export const macIdsOf = (phones: readonly { readonly macId: string }[]): readonly string[] =>
  phones.map(({ macId }) => macId);

/** Sends phones one by one. A fault may concern only one of them; other errors concern all, and end it. */
async function attemptEach(
  api: ApiContext,
  operation: Operation,
  macIds: readonly string[],
  context: CallContext,
): Promise<readonly PhoneAttempt[]> {
  const results: PhoneAttempt[] = [];
  for (const macId of macIds) {
    const last = results.at(-1);
    const isOver = last && 'error' in last && !concernsMethod(last.error);
    results.push(isOver ? { ...last, isUncertain: false } : await attemptSingle(api, operation, macId, context));
  }
  return results;
}

async function attemptSingle(
  api: ApiContext,
  operation: Operation,
  macId: string,
  context: CallContext,
  slot?: Release,
): Promise<PhoneAttempt> {
  const method = operation.single;
  const request = { method, mac: macOf(macId) };
  const sent = await attempt(api, context, request, (options) => operation.sendSingle(macId, options), slot);
  return 'value' in sent ? { value: resultOf(operation, method, macId, sent.value) } : sent;
}

/** Asks which phones have the result of the operation; undefined for the others. @throws CallError */
export async function findEffective(
  api: ApiContext,
  { names, isEffective, single }: Operation,
  macIds: readonly string[],
  context: CallContext,
): Promise<readonly (Succeeded | undefined)[]> {
  if (macIds.length === 0) return [];
  const macs = macIds.map(macOf);
  const found = await findRegistrations(api, macs, names, context);
  return macs.map((mac) => {
    const registration = found.get(mac);
    return isEffective(registration) ? succeeded(single, registration?.date) : undefined;
  });
}
