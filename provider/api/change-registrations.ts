import { applyBatch, type ApplyOptions } from './apply-batch.ts';
import type { CallContext } from './attempt.ts';
import type { Connection, OnConflict } from './connection.ts';
import { conflictReason, inspect, type NotAsPlanned } from './inspect.ts';
import type { BatchOutcome, Failure, InUse } from './outcome.ts';
import { batchesOf, inverse, pick, sizeOf, type Batch } from './phones.ts';
import { concernsMethod } from './retry-policy.ts';
import type { MethodName, RedirectTarget } from '#autoprov';

/** The changes, in this order: those that may fail for a phone's own reasons come before phones are deregistered. */
export interface Changes {
  readonly registers?: Iterable<Batch>;
  readonly moves?: Iterable<Batch>;
  readonly deregisters?: Iterable<Batch>;
}

export interface ChangeRequest extends ApplyOptions {
  readonly connection: Connection;
  readonly context: CallContext;
  readonly changes: Changes;
  /** What to do with a phone that the account has registered with another target. */
  readonly onConflict: OnConflict;
  /**
   * What to do with a phone to be registered that has its target already: leave its registration, or register it again, which
   * makes the server return its password.
   */
  readonly onRegisteredAlready?: 'keep' | 'register again';
  /** All or nothing, or as much as possible. */
  readonly onFailure: 'rollback' | 'continue';
  /** Called after each batch. Phones that are in use are decided later, and so are not in it. */
  readonly onBatch?: (outcome: BatchOutcome) => void;
}

/** What to do with a phone to be registered that the account has registered already. */
export type RegisteredPolicy = Required<Pick<ChangeRequest, 'onConflict' | 'onRegisteredAlready'>>;

/** The result of a change. */
export interface ChangeOutcome {
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
  readonly isCutShort: boolean;
  readonly isInterrupted: boolean;
  /** MACs of phones that stay registered, because another resource has claimed them. */
  readonly claimed: readonly string[];
}

/**
 * Registers, moves and deregisters phones, several batches at a time. A phone that has its target already counts as
 * registered, so that an interrupted apply converges. Failures are returned, not thrown.
 */
export async function changeRegistrations(request: ChangeRequest): Promise<ChangeOutcome> {
  const { connection, context, changes, onFailure } = request;
  const run = startRun(request);
  const inUse: InUse[] = [];

  await run.apply(changes.registers, (outcome) => {
    if (sizeOf(outcome.inUse) > 0) inUse.push(outcome.inUse);
  });
  const recognised = await resolveConflicts(request, run, inUse);
  await run.apply(changes.moves);
  await run.apply(changes.deregisters);

  const { done, failures, claimed } = run;
  const isCutShort = run.isCutShort();
  const outcome = { failures, claimed, recognised, isCutShort, isInterrupted: context.signal.aborted };
  if (onFailure === 'continue' || (failures.length === 0 && !isCutShort)) {
    return { ...outcome, done, notUndone: [], undone: 0 };
  }
  const { left, undone, notUndone } = await rollBack(connection, done, context);
  return { ...outcome, done: left, undone, notUndone };
}

type Run = ReturnType<typeof startRun>;

/** Tracks what has been done so far, and what has failed. */
function startRun({ connection, context, onFailure, onBatch, ...options }: ChangeRequest) {
  const done: Batch[] = [];
  const failures: Failure[] = [];
  const claimed: string[] = [];
  let isDown = false;
  let wasCutShort = false;
  /** Whether nothing more is to be tried; notes that something was left. */
  const isOver = (): boolean => {
    const over = context.signal.aborted || isDown || (onFailure === 'rollback' && failures.length > 0);
    wasCutShort ||= over;
    return over;
  };

  return {
    done,
    failures,
    claimed,
    isOver,
    isCutShort: () => wasCutShort,
    apply: async (
      batches: Iterable<Batch> = [],
      onOutcome: (outcome: BatchOutcome) => void = () => undefined,
    ): Promise<void> => {
      const rest = batches[Symbol.iterator]();
      await inParallel(connection, async () => {
        for (let next = rest.next(); next.done !== true && !isOver(); next = rest.next()) {
          const outcome = await applyBatch(connection, next.value, context, options);
          if (sizeOf(outcome.done) > 0) done.push(outcome.done);
          for (const failure of outcome.failures) failures.push(failure);
          claimed.push(...outcome.claimed);
          // Its calls were retried already; the next batch would only fail in the same way.
          isDown ||= outcome.failures.some(
            ({ reason }) => reason.kind === 'call failed' && !concernsMethod(reason.error.cause),
          );
          onOutcome(outcome);
          onBatch?.(outcome);
        }
      });
    },
  };
}

const inParallel = (connection: Connection, worker: () => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: connection.maxConcurrentRequests }, worker));

/**
 * Decides about phones to be registered that are in use, after one lookup for all of them. Returns the number of phones that
 * have their target already.
 */
async function resolveConflicts(
  { connection, onConflict, onRegisteredAlready = 'keep', onRegistered, context }: ChangeRequest,
  run: Run,
  inUse: readonly InUse[],
): Promise<number> {
  // If the change is over already, these phones are unchanged, and a lookup would be useless.
  if (inUse.length === 0 || run.isOver()) return 0;
  const all = Float64Array.from(inUse.flatMap(({ phones }) => [...phones.macs]));
  const actualOf = await inspect(connection, { macs: all }, context);
  let recognised = 0;
  const moves: Batch[] = [];
  for (const { to, phones, method } of inUse) {
    if (to === null) continue;
    const former = new Map<number, RedirectTarget>();
    phones.macs.forEach((mac, index) => {
      const actual = actualOf(mac, to);
      if (actual.kind === 'as planned' && onRegisteredAlready === 'register again') {
        former.set(index, actual.registration);
      } else if (actual.kind === 'as planned') {
        recognised++;
        connection.locks.claim(mac);
        onRegistered?.(mac, { password: null, date: actual.registration.date });
      } else if (actual.kind === 'other target' && onConflict === 'replace') {
        former.set(index, actual.registration);
      } else run.failures.push(conflict(mac, actual, method));
    });
    const indices = [...former.keys()];
    moves.push(
      ...batchesOf(pick(phones, indices), connection.batchSize, (i) => [former.get(indices[i] ?? 0) ?? null, to]),
    );
  }
  await run.apply(moves);
  return recognised;
}

/** Rolls batches back, the last one first, in spite of an interrupt. */
async function rollBack(connection: Connection, done: readonly Batch[], context: CallContext) {
  const notUndone: Failure[] = [];
  const left: Batch[] = [];
  let undone = 0;
  const rest = done.toReversed().values();
  const uninterruptible: CallContext = { ...context, retryPolicy: 'uninterruptible' };
  await inParallel(connection, async () => {
    for (const batch of rest) {
      const { phones } = batch;
      for (const mac of phones.macs) connection.locks.release(mac);
      const outcome = await applyBatch(connection, inverse(batch), uninterruptible);
      const failures = [...outcome.failures, ...(await conflictsOf(connection, outcome.inUse, uninterruptible))];
      const failed = new Set(failures.map(({ mac }) => mac));
      undone += sizeOf(batch) - failed.size;
      if (failed.size === 0) continue;
      notUndone.push(...failures);
      const indices = [...phones.macs.keys()].filter((index) => failed.has(phones.macs[index] ?? 0));
      left.push({ ...batch, phones: pick(phones, indices) });
    }
  });
  return { left, undone, notUndone };
}

/** Of phones to be registered again that are in use: those that do not have their former target. */
async function conflictsOf(
  connection: Connection,
  { to, phones, method }: InUse,
  context: CallContext,
): Promise<readonly Failure[]> {
  const actualOf = await inspect(connection, phones, context);
  return [...phones.macs].flatMap((mac): readonly Failure[] => {
    const actual = to && actualOf(mac, to);
    if (actual === null || actual.kind === 'as planned') return [];
    return [conflict(mac, actual, method)];
  });
}

/** A phone that could not be registered, because it is in use. */
const conflict = (mac: number, actual: NotAsPlanned, method: MethodName): Failure => ({
  mac,
  step: 'registered',
  former: null,
  reason: conflictReason(actual, method),
  actual,
});
