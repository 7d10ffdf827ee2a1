import type { CallContext } from '../../api/attempt.ts';
import { asCallError, CallError } from '../../api/call-with-reconciliation.ts';
import type { Connection } from '../../api/connection.ts';
import { deregisterDeviceList, registerDeviceList, type ListAnswer } from '../../api/list-calls.ts';
import { lookUp, type Found } from '../../api/lookup.ts';
import { macIdsOf, macsOf, pick, type Batch, type Phones } from './batch.ts';
import { NO_ID } from './fleet.ts';
import { macText } from './mac-number.ts';
import type { BatchOutcome, Failure, Reason } from './outcome.ts';
import { hasTarget, type Refusal, type RedirectTarget } from '#autoprov';

/** Registers, deregisters or moves the phones of a batch. Failures are returned, not thrown. */
export function runBatch(connection: Connection, batch: Batch, calling: CallContext): Promise<BatchOutcome> {
  const macs = macsOf(batch.phones);
  for (const mac of macs) connection.registrationCache.forget(mac);
  // Another resource of this apply may be changing the same phones.
  return connection.locks.together(macs, () => {
    const { from, to } = batch;
    if (to === null) return deregister(connection, batch, calling);
    return from === null ? register(connection, batch, to, calling) : change(connection, batch, from, to, calling);
  });
}

async function register(
  connection: Connection,
  batch: Batch,
  to: RedirectTarget,
  calling: CallContext,
): Promise<BatchOutcome> {
  const sorted = sorter(batch, 'registered');
  const free = sorted.reject(allOf(batch.phones), (mac) =>
    connection.locks.isClaimed(mac) ? { reason: { kind: 'claimed' }, actualState: 'elsewhere' } : undefined,
  );
  const answer = await registerDeviceList(connection, { ...to, macIds: macIdsOf(pick(batch.phones, free)) }, calling);
  const inUse: number[] = [];
  const others = sorted.take(free, answer, (place, refusal) => {
    if (refusal?.code !== 'mac_already_in_use') return false;
    inUse.push(place);
    return true;
  });
  for (const { place, refusal } of others) {
    if (refusal) sorted.fail(place, { kind: 'refused', refusal, method: 'registerDeviceList' }, 'nowhere');
    else sorted.failed(place, answer, 'nowhere');
  }
  sorted.claim(connection);
  return { ...sorted.outcome(), inUse };
}

async function deregister(connection: Connection, batch: Batch, calling: CallContext): Promise<BatchOutcome> {
  const sorted = sorter(batch, 'deregistered');
  const taken: string[] = [];
  const free = allOf(batch.phones).filter((place) => {
    const mac = batch.phones.macs[place] ?? 0;
    const isTaken = connection.locks.isClaimed(mac);
    if (isTaken) taken.push(macText(mac));
    return !isTaken;
  });
  const answer = await deregisterDeviceList(connection, macsOf(pick(batch.phones, free)), calling);
  for (const { place, refusal } of sorted.take(free, answer)) {
    if (refusal) sorted.fail(place, { kind: 'refused', refusal, method: 'deregisterDeviceList' }, 'as before');
    else sorted.failed(place, answer, 'as before');
  }
  return { ...sorted.outcome(), taken };
}

/** The service has no update: deregisters phones and registers them again at once, or restores what they had. */
async function change(
  connection: Connection,
  batch: Batch,
  from: RedirectTarget,
  to: RedirectTarget,
  calling: CallContext,
): Promise<BatchOutcome> {
  const { phones } = batch;
  const sorted = sorter(batch, 'changed');
  const able = sorted.reject(allOf(phones), (_, place) =>
    phones.ids[place] === NO_ID ? { reason: { kind: 'without ID' }, actualState: 'as before' } : undefined,
  );
  const removal = await deregisterDeviceList(connection, macsOf(pick(phones, able)), calling);
  const removed: number[] = [];
  able.forEach((place, index) => {
    const answer = removal.answers[index];
    if (answer?.ok) removed.push(place);
    else if (answer) {
      sorted.fail(place, { kind: 'refused', refusal: answer.refusal, method: 'deregisterDeviceList' }, 'as before');
    } else sorted.failed(place, removal, 'as before');
  });
  if (removed.length === 0) return sorted.outcome();

  // These phones are not registered now, so the rest must be completed in spite of an interrupt.
  const steadily: CallContext = { ...calling, retryPolicy: 'uninterruptible' };
  const answer = await registerDeviceList(connection, { ...to, macIds: macIdsOf(pick(phones, removed)) }, steadily);
  const lost: { place: number; reason: Reason }[] = [];
  const inUse: number[] = [];
  for (const { place, refusal } of sorted.take(removed, answer)) {
    if (refusal?.code === 'mac_already_in_use') inUse.push(place);
    else if (refusal) lost.push({ place, reason: { kind: 'refused', refusal, method: 'registerDeviceList' } });
    else if (answer.failure?.uncertainty) sorted.failed(place, answer, 'unknown');
    else if (answer.failure) lost.push({ place, reason: { kind: 'failed', failure: answer.failure } });
  }
  if (inUse.length > 0) await settleInUse(connection, sorted, phones, inUse, to, steadily);
  if (lost.length > 0) await putBack(connection, sorted, phones, lost, from, steadily);
  sorted.claim(connection);
  return sorted.outcome();
}

/** Phones that were registered in the meantime, most likely by a request that seemed to fail. */
async function settleInUse(
  connection: Connection,
  sorted: Sorter,
  phones: Phones,
  places: readonly number[],
  to: RedirectTarget,
  calling: CallContext,
): Promise<void> {
  const macs = macsOf(pick(phones, places));
  const found: Found | CallError = await lookUp(connection, macs, [], calling).catch(asCallError);
  places.forEach((place, index) => {
    if (found instanceof CallError) {
      sorted.fail(place, { kind: 'failed', failure: found }, 'unknown');
      return;
    }
    const registration = found.get(macs[index] ?? '');
    if (registration === undefined) sorted.fail(place, { kind: 'of another account' }, 'nowhere');
    else if (hasTarget(registration, to)) sorted.succeed(place);
    else sorted.fail(place, { kind: 'registered elsewhere', registration }, 'elsewhere');
  });
}

async function putBack(
  connection: Connection,
  sorted: Sorter,
  phones: Phones,
  lost: readonly { readonly place: number; readonly reason: Reason }[],
  from: RedirectTarget,
  calling: CallContext,
): Promise<void> {
  const former = pick(
    { ...phones, ids: phones.formerIds },
    lost.map(({ place }) => place),
  );
  const { answers, failure } = await registerDeviceList(connection, { ...from, macIds: macIdsOf(former) }, calling);
  lost.forEach(({ place, reason }, index) => {
    const stands = answers[index]?.ok ? 'as before' : failure?.uncertainty && !answers[index] ? 'unknown' : 'nowhere';
    sorted.fail(place, reason, stands);
  });
}

type Sorter = ReturnType<typeof sorter>;

/** Sorts the phones of a batch into those that were changed and those that were not. */
function sorter(batch: Batch, step: Failure['step']) {
  const { phones } = batch;
  const done: number[] = [];
  const failures: Failure[] = [];
  const fail = (place: number, reason: Reason, actualState: Failure['actualState']): void => {
    failures.push({ mac: phones.macs[place] ?? 0, step, reason, actualState });
  };
  return {
    fail,
    succeed: (place: number): void => void done.push(place),
    /** A phone without an answer. */
    failed: (place: number, { failure }: ListAnswer, actualState: Failure['actualState']): void => {
      if (!failure) throw new Error('neither an answer nor a failure');
      fail(place, { kind: 'failed', failure }, failure.uncertainty ? 'unknown' : actualState);
    },
    /** The phones that `against` has no objection to; the others fail. */
    reject: (
      places: readonly number[],
      against: (mac: number, place: number) => Pick<Failure, 'reason' | 'actualState'> | undefined,
    ): readonly number[] =>
      places.filter((place) => {
        const problem = against(phones.macs[place] ?? 0, place);
        if (problem) fail(place, problem.reason, problem.actualState);
        return problem === undefined;
      }),
    /** Records the successes. Returns the other phones, except for those that `handled` accepts. */
    take: (
      places: readonly number[],
      { answers }: ListAnswer,
      handled: (place: number, refusal: Refusal | undefined) => boolean = () => false,
    ): readonly { readonly place: number; readonly refusal: Refusal | undefined }[] =>
      places.flatMap((place, index) => {
        const answer = answers[index];
        if (answer?.ok) {
          done.push(place);
          return [];
        }
        const refusal = answer?.refusal;
        return handled(place, refusal) ? [] : [{ place, refusal }];
      }),
    /** Claims the changed phones for this resource. */
    claim: ({ locks }: Connection): void => {
      for (const place of done) locks.claim(phones.macs[place] ?? 0);
    },
    outcome: (): BatchOutcome => ({
      done: { ...batch, phones: pick(phones, done) },
      failures,
      inUse: [],
      taken: [],
    }),
  };
}

const allOf = ({ macs }: Phones): readonly number[] => [...macs.keys()];
