import { CallError } from '../diagnostics/index.ts';
import type { CallContext } from './attempt.ts';
import type { Connection } from './connection.ts';
import { conflictReason, inspect, type NotAsPlanned } from './inspect.ts';
import type { Refused } from './lookup.ts';
import type { PhoneResult, Succeeded } from './operation.ts';
import type { ActualState, BatchOutcome, Failure, FailureReason } from './outcome.ts';
import { macIdsOf, macsOf, pick, type Batch } from './phones.ts';
import { zip } from './zip.ts';
import { macText, type MethodName, NO_ID, type RedirectTarget } from '#autoprov';

/** The server's answer to a registration. */
export type Registered = Pick<Succeeded, 'password' | 'date'>;

export interface ApplyOptions {
  /** Whether the caller holds the locks of the phones. */
  readonly isLocked?: boolean;
  /** Called for each phone that is registered. */
  readonly onRegistered?: (mac: number, registered: Registered) => void;
}

/** Registers, deregisters or moves the phones of a batch. Failures are returned, not thrown. */
export function applyBatch(
  connection: Connection,
  batch: Batch,
  context: CallContext,
  { isLocked = false, onRegistered }: ApplyOptions = {},
): Promise<BatchOutcome> {
  const macs = macsOf(batch.phones);
  for (const mac of macs) connection.registrationCache.invalidate(mac);
  const apply = async (): Promise<BatchOutcome> => {
    const { from, to } = batch;
    const progress = startProgress(connection, batch, onRegistered);
    if (to === null) await deregister(connection, progress, context);
    else if (from === null) await register(connection, progress, to, context);
    else await move(connection, progress, { from, to }, context);
    return progress.outcome();
  };
  // Another resource of this apply may be changing the same phones.
  return isLocked ? apply() : connection.locks.withLock(macs, apply);
}

async function register(
  { calls, locks }: Connection,
  { phones, all, fail, succeed, addInUse }: Progress,
  to: RedirectTarget,
  context: CallContext,
): Promise<void> {
  const free = all.filter((index) => {
    if (!locks.isClaimed(phones.macs[index] ?? 0)) return true;
    fail(index, { kind: 'claimed by another resource' }, UNCHANGED);
    return false;
  });
  const results = await calls.register(to, macIdsOf(pick(phones, free)), context);
  for (const [index, result] of zip(free, results)) {
    if (isSuccess(result)) succeed(index, result);
    else if (isInUse(result)) addInUse(index, result.method);
    else fail(index, reasonOf(result), isUncertain(result) ? UNKNOWN : NOT_REGISTERED);
  }
}

async function deregister(
  { calls, locks }: Connection,
  { phones, all, fail, succeed, addClaimed }: Progress,
  context: CallContext,
): Promise<void> {
  const free = all.filter((index) => {
    if (!locks.isClaimed(phones.macs[index] ?? 0)) return true;
    addClaimed(index);
    return false;
  });
  const results = await calls.deregister(macsOf(pick(phones, free)), context);
  for (const [index, result] of zip(free, results)) {
    if (isSuccess(result)) succeed(index);
    else fail(index, reasonOf(result), isUncertain(result) ? UNKNOWN : UNCHANGED);
  }
}

interface Move {
  readonly from: RedirectTarget;
  readonly to: RedirectTarget;
}

/** The service has no update: deregisters phones and registers them again at once, or restores what they had. */
async function move(
  connection: Connection,
  progress: Progress,
  { from, to }: Move,
  context: CallContext,
): Promise<void> {
  const { phones, all, fail, succeed } = progress;
  const { calls } = connection;
  const identified = all.filter((index) => {
    if (phones.ids[index] !== NO_ID) return true;
    fail(index, { kind: 'missing ID' }, UNCHANGED);
    return false;
  });
  const removed: number[] = [];
  const removals = await calls.deregister(macsOf(pick(phones, identified)), context);
  for (const [index, result] of zip(identified, removals)) {
    if (isSuccess(result)) removed.push(index);
    else fail(index, reasonOf(result), isUncertain(result) ? UNKNOWN : UNCHANGED);
  }

  // These phones are not registered now, so the rest must be completed in spite of an interrupt.
  const uninterruptible: CallContext = { ...context, retryPolicy: 'uninterruptible' };
  const results = await calls.register(to, macIdsOf(pick(phones, removed)), uninterruptible);
  const inUse = new Map<number, MethodName>();
  const lost: Lost[] = [];
  for (const [index, result] of zip(removed, results)) {
    if (isSuccess(result)) succeed(index, result);
    else if (isInUse(result)) inUse.set(index, result.method);
    else lost.push({ index, result });
  }
  const conflicts = await recognise(connection, progress, [...inUse.keys()], to, uninterruptible);
  for (const [index, method] of inUse) {
    const actual = conflicts.get(index);
    if (actual) fail(index, conflictReason(actual, method), actual);
  }
  await restore(connection, progress, lost, { from, to }, uninterruptible);
}

/** A phone that was deregistered and could not be registered again. */
interface Lost {
  readonly index: number;
  readonly result: Failed;
}

/** Registers phones with their former target. */
async function restore(
  connection: Connection,
  progress: Progress,
  lost: readonly Lost[],
  { from, to }: Move,
  context: CallContext,
): Promise<void> {
  const { phones, fail } = progress;
  const former = pick(
    { ...phones, ids: phones.formerIds },
    lost.map(({ index }) => index),
  );
  const results = await connection.calls.register(from, macIdsOf(former), context);
  const inUse: Lost[] = [];
  for (const [one, result] of zip(lost, results)) {
    const { index, result: failed } = one;
    const reason = reasonOf(failed);
    if (isSuccess(result)) fail(index, reason, UNCHANGED);
    else if (isInUse(result)) inUse.push(one);
    else {
      const actual = isUncertain(failed) || isUncertain(result) ? UNKNOWN : NOT_REGISTERED;
      fail(index, reason, actual, reasonOf(result));
    }
  }
  const indices = inUse.map(({ index }) => index);
  const conflicts = await recognise(connection, progress, indices, to, context);
  for (const { index, result } of inUse) {
    const actual = conflicts.get(index);
    if (actual) fail(index, reasonOf(result), actual);
  }
}

/**
 * Looks up phones that are in use: most likely, a request that seemed to fail has registered them. Returns what
 * the others are registered with, by index.
 */
async function recognise(
  connection: Connection,
  { phones, succeed }: Progress,
  indices: readonly number[],
  to: RedirectTarget,
  context: CallContext,
): Promise<ReadonlyMap<number, NotAsPlanned>> {
  const actualOf = await inspect(connection, pick(phones, indices), context);
  const conflicts = new Map<number, NotAsPlanned>();
  for (const index of indices) {
    const actual = actualOf(phones.macs[index] ?? 0, to);
    if (actual.kind === 'as planned') succeed(index, { password: null, date: actual.registration.date });
    else conflicts.set(index, actual);
  }
  return conflicts;
}

const UNCHANGED: ActualState = { kind: 'unchanged' };
const NOT_REGISTERED: ActualState = { kind: 'not registered' };
const UNKNOWN: ActualState = { kind: 'unknown' };

type Failed = Refused | CallError;

const isSuccess = (result: PhoneResult): result is Succeeded => 'ok' in result && result.ok;

const isInUse = (result: PhoneResult): result is Refused =>
  'ok' in result && !result.ok && result.refusal.code === 'mac_already_in_use';

const isUncertain = (result: Failed): boolean => result instanceof CallError && result.uncertainty !== undefined;

const reasonOf = (result: Failed): FailureReason =>
  result instanceof CallError ? { kind: 'call failed', error: result } : { kind: 'refused', answer: result };

type Progress = ReturnType<typeof startProgress>;

/** Sorts the phones of a batch, by their indices, into those that were changed and those that were not. */
function startProgress(connection: Connection, batch: Batch, onRegistered: ApplyOptions['onRegistered']) {
  const { from, to, phones } = batch;
  const step = to === null ? 'deregistered' : from === null ? 'registered' : 'changed';
  const done: number[] = [];
  const inUse: number[] = [];
  let inUseMethod: MethodName = 'registerDevice';
  const claimed: string[] = [];
  const failures: Failure[] = [];
  return {
    phones,
    all: [...phones.macs.keys()],
    /** Claims a registered phone for this resource. */
    succeed: (index: number, registered?: Registered): void => {
      done.push(index);
      if (!registered) return;
      const mac = phones.macs[index] ?? 0;
      connection.locks.claim(mac);
      onRegistered?.(mac, registered);
    },
    fail: (index: number, reason: FailureReason, actual: ActualState, restoring?: FailureReason): void => {
      const mac = phones.macs[index] ?? 0;
      failures.push({ mac, step, former: from, reason, actual, ...(restoring && { restoring }) });
    },
    addInUse: (index: number, method: MethodName): void => {
      inUse.push(index);
      inUseMethod = method;
    },
    addClaimed: (index: number): void => void claimed.push(macText(phones.macs[index] ?? 0)),
    outcome: (): BatchOutcome => ({
      done: { ...batch, phones: pick(phones, done) },
      failures,
      inUse: { ...batch, phones: pick(phones, inUse), method: inUseMethod },
      claimed,
    }),
  };
}
