import type { CallContext } from '../../api/attempt.ts';
import { asCallError, CallError } from '../../api/call-with-reconciliation.ts';
import type { Connection, OnConflict } from '../../api/connection.ts';
import { lookUp, type Found } from '../../api/lookup.ts';
import { isAboutTheMethod } from '../../api/retry.ts';
import { macsOf, pick, sizeOf, inverse, type Batch, type Phones } from './batch.ts';
import { batches, type Steps } from './batches.ts';
import { macText } from './mac-number.ts';
import type { BatchOutcome, Failure } from './outcome.ts';
import { runBatch } from './run-batch.ts';
import { hasTarget, type RedirectTarget } from '#autoprov';

export interface Job {
  readonly connection: Connection;
  readonly calling: CallContext;
  readonly steps: Steps;
  readonly onConflict: OnConflict;
  /** All or nothing, or as much as possible. */
  readonly onFailure: 'rollback' | 'continue';
}

/** The result of a change. */
export interface Outcome {
  readonly failures: readonly Failure[];
  /** The changes that remain: none after a successful rollback. */
  readonly done: readonly Batch[];
  /** What the rollback could not undo. */
  readonly notUndone: readonly Failure[];
  /** The number of phones that were rolled back. */
  readonly undone: number;
  /** The number of phones that had their target already. */
  readonly recognised: number;
  /** Not everything was tried, because of an interrupt or because the server is down. */
  readonly cutShort: boolean;
  readonly interrupted: boolean;
  /** MACs of phones that stay registered, because another resource has claimed them. */
  readonly taken: readonly string[];
}

/** Registers, changes and deregisters phones, several batches at a time. Failures are returned, not thrown. */
export async function carryOut(job: Job): Promise<Outcome> {
  const { connection, calling, steps } = job;
  const course = startCourse(job);
  const inUse: Batch[] = [];

  await course.run(steps.registers, (batch, outcome) => {
    if (outcome.inUse.length > 0) inUse.push({ ...batch, phones: pick(batch.phones, outcome.inUse) });
  });
  // If the change is over already, these phones are unchanged, and a lookup would be useless.
  const recognised = course.isOver() ? 0 : await settleConflicts(job, course, inUse);
  await course.run(steps.changes);
  await course.run(steps.deregisters);

  const { done, failures, taken } = course;
  const cutShort = course.isCutShort();
  const outcome = { failures, taken, recognised, cutShort, interrupted: calling.signal.aborted };
  if (job.onFailure === 'continue' || (failures.length === 0 && !cutShort)) {
    return { ...outcome, done, notUndone: [], undone: 0 };
  }
  const { left, undone, notUndone } = await undo(connection, done, calling);
  return { ...outcome, done: left, undone, notUndone };
}

type Course = ReturnType<typeof startCourse>;

/** Tracks what has been done so far, and what has failed. */
function startCourse({ connection, calling, onFailure }: Job) {
  const done: Batch[] = [];
  const failures: Failure[] = [];
  const taken: string[] = [];
  let serverDown = false;
  let cutShort = false;
  const isOver = (): boolean =>
    calling.signal.aborted || serverDown || (onFailure === 'rollback' && failures.length > 0);

  return {
    done,
    failures,
    taken,
    isOver,
    isCutShort: () => cutShort,
    fail: (failure: Failure): void => void failures.push(failure),
    run: async (
      all: Iterable<Batch>,
      see: (batch: Batch, outcome: BatchOutcome) => void = () => undefined,
    ): Promise<void> => {
      const rest = all[Symbol.iterator]();
      const worker = async (): Promise<void> => {
        for (;;) {
          const next = rest.next();
          if (next.done === true) return;
          if (isOver()) {
            cutShort = true;
            return;
          }
          const outcome = await runBatch(connection, next.value, calling);
          if (sizeOf(outcome.done) > 0) done.push(outcome.done);
          for (const failure of outcome.failures) failures.push(failure);
          taken.push(...outcome.taken);
          // Its calls were retried already; the next batch would only fail in the same way.
          serverDown ||= outcome.failures.some(
            ({ reason }) => reason.kind === 'failed' && isAboutTheServer(reason.failure),
          );
          see(next.value, outcome);
        }
      };
      await Promise.all(Array.from({ length: connection.width }, worker));
    },
  };
}

/** Whether the server is down or rejects the account, so that further batches would fail too. */
const isAboutTheServer = ({ cause }: CallError): boolean => !isAboutTheMethod(cause);

/**
 * Decides about phones to be registered that are in use, after one lookup for all of them. Phones that have their target
 * count as registered, so that an interrupted apply converges. Returns their number.
 */
async function settleConflicts(job: Job, course: Course, inUse: readonly Batch[]): Promise<number> {
  const { connection, onConflict, calling } = job;
  const all = inUse.flatMap(({ phones }) => macsOf(phones));
  if (all.length === 0) return 0;
  const found: Found | CallError = await lookUp(connection, all, [], calling).catch(asCallError);
  let recognised = 0;
  const changes: Batch[] = [];
  for (const { to, phones } of inUse) {
    if (to === null) continue;
    const former = new Map<number, RedirectTarget>();
    phones.macs.forEach((mac, place) => {
      const fail = (reason: Failure['reason'], actualState: Failure['actualState']): void =>
        course.fail({ mac, step: 'registered', reason, actualState });
      if (found instanceof CallError) {
        fail({ kind: 'failed', failure: found }, 'unknown');
        return;
      }
      const registration = found.get(macText(mac));
      if (registration === undefined) fail({ kind: 'of another account' }, 'nowhere');
      else if (hasTarget(registration, to)) {
        recognised++;
        connection.locks.claim(mac);
      } else if (onConflict === 'fail') fail({ kind: 'registered elsewhere', registration }, 'elsewhere');
      else former.set(place, registration);
    });
    changes.push(...changesTo(to, phones, former, connection.batchSize));
  }
  await course.run(changes);
  return recognised;
}

/** The batches for phones that have another target. */
const changesTo = (
  to: RedirectTarget,
  phones: Phones,
  former: ReadonlyMap<number, RedirectTarget>,
  batchSize: number,
): Iterable<Batch> => {
  const places = [...former.keys()];
  return batches(pick(phones, places), batchSize, (index) => [former.get(places[index] ?? 0) ?? null, to]);
};

/** Rolls batches back, the last one first, in spite of an interrupt. */
async function undo(connection: Connection, done: readonly Batch[], calling: CallContext) {
  const notUndone: Failure[] = [];
  const left: Batch[] = [];
  let undone = 0;
  const rest = [...done].reverse().values();
  const steadily: CallContext = { ...calling, retryPolicy: 'uninterruptible' };
  const worker = async (): Promise<void> => {
    for (const batch of rest) {
      for (const mac of batch.phones.macs) connection.locks.release(mac);
      const back = inverse(batch);
      const outcome = await runBatch(connection, back, steadily);
      const failures = [...outcome.failures, ...(await stillInUse(connection, back, outcome.inUse, steadily))];
      const failed = new Set(failures.map(({ mac }) => mac));
      undone += sizeOf(batch) - failed.size;
      if (failed.size === 0) continue;
      notUndone.push(...failures);
      const places = Array.from(batch.phones.macs.keys());
      const ofThese = places.filter((place) => failed.has(batch.phones.macs[place] ?? 0));
      left.push({ ...batch, phones: pick(batch.phones, ofThese) });
    }
  };
  await Promise.all(Array.from({ length: connection.width }, worker));
  return { left, undone, notUndone };
}

/** Of phones to be registered again that are in use: those that do not have their former target. */
async function stillInUse(
  connection: Connection,
  { to, phones }: Batch,
  places: readonly number[],
  calling: CallContext,
): Promise<readonly Failure[]> {
  if (places.length === 0 || to === null) return [];
  const those = pick(phones, places);
  const found: Found | CallError = await lookUp(connection, macsOf(those), [], calling).catch(asCallError);
  return Array.from(those.macs).flatMap((mac): readonly Failure[] => {
    const step = 'registered';
    if (found instanceof CallError)
      return [{ mac, step, reason: { kind: 'failed', failure: found }, actualState: 'unknown' }];
    const registration = found.get(macText(mac));
    if (registration === undefined)
      return [{ mac, step, reason: { kind: 'of another account' }, actualState: 'nowhere' }];
    if (hasTarget(registration, to)) return [];
    return [{ mac, step, reason: { kind: 'registered elsewhere', registration }, actualState: 'elsewhere' }];
  });
}
