import { BusyError } from './busy-error.ts';

export interface FairSemaphoreOptions {
  /** The weight that all keys may hold together. */
  readonly capacity: number;
  /** The weight that one key may hold. A heavier request counts as this much, so that it gets its turn. */
  readonly capacityPerKey: number;
  /** Requests of one key that may wait; further ones are refused at once. */
  readonly maxWaitingPerKey: number;
  /** How long a request waits before it is refused. */
  readonly maxWaitMs: number;
  /** Why a request is refused, as a clause without a full stop. */
  readonly reason: string;
  /** Keeps some weight for keys whose last permit was held for a shorter time, so that they need not wait for the others. */
  readonly reserve?: { readonly weight: number; readonly forHoldsBelowMs: number };
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** Registers what is to be called when the client of a request is gone. */
export type OnGone = (listener: () => void) => void;

/** Weight that a request holds. */
export interface Permit {
  /** Returns the weight. Later calls have no effect. */
  release(): void;
}

/**
 * Limits the work in progress, in all and by key (an account), so that keys take turns: many requests of one key delay
 * only each other.
 */
export interface FairSemaphore<Key> {
  /**
   * Resolves when the key may hold this weight. Requests of one key are admitted in order.
   *
   * @param onGone registers what is to be called when the client is gone, which ends the wait. Only called if the request
   *   has to wait, because an AbortSignal costs each request more than the rest of this
   * @throws BusyError when too many wait already, or the wait took too long, or the client is gone
   */
  acquire(key: Key, weight?: number, onGone?: OnGone): Promise<Permit>;
}

interface Waiter {
  readonly weight: number;
  readonly admit: (permit: Permit) => void;
}

/** What is known of a key that holds or awaits a permit, or whose last permit was held for long. */
interface KeyState {
  held: number;
  isSlow: boolean;
  readonly waiting: Set<Waiter>;
}

export function createFairSemaphore<Key>(options: FairSemaphoreOptions): FairSemaphore<Key> {
  const {
    capacity,
    capacityPerKey,
    maxWaitingPerKey,
    maxWaitMs,
    reason,
    reserve,
    now = () => performance.now(),
  } = options;
  /** In the order of turns: a key that is served moves to the end. */
  const states = new Map<Key, KeyState>();
  let held = 0;

  const isFree = (state: KeyState, weight: number): boolean => {
    const forAll = state.isSlow ? capacity - (reserve?.weight ?? 0) : capacity;
    return held + weight <= forAll && state.held + weight <= capacityPerKey;
  };

  const grant = (key: Key, state: KeyState, weight: number): Permit => {
    held += weight;
    state.held += weight;
    moveToEnd(key, state);
    const since = now();
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        held -= weight;
        state.held -= weight;
        state.isSlow = reserve !== undefined && now() - since >= reserve.forHoldsBelowMs;
        moveToEnd(key, state);
        forgetIfIdle(key, state);
        admitWaiters();
      },
    };
  };

  /** Gives the turn to the other keys. */
  const moveToEnd = (key: Key, state: KeyState): void => {
    states.delete(key);
    states.set(key, state);
  };

  const forgetIfIdle = (key: Key, state: KeyState): void => {
    if (state.held === 0 && state.waiting.size === 0 && !state.isSlow) states.delete(key);
  };

  /** Admits the first request of each key in turn, as long as there is one that fits. */
  const admitWaiters = (): void => {
    for (const [key, state] of states) {
      const [first] = state.waiting;
      if (first === undefined || !isFree(state, first.weight)) continue;
      state.waiting.delete(first);
      // The key moves to the end, where this loop reaches it again if capacity is left after the others' turn.
      first.admit(grant(key, state, first.weight));
    }
  };

  const wait = (key: Key, state: KeyState, weight: number, onGone: OnGone | undefined): Promise<Permit> =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = {
        weight,
        admit: (permit) => {
          clearTimeout(timer);
          resolve(permit);
        },
      };
      const giveUp = (): void => {
        clearTimeout(timer);
        if (!state.waiting.delete(waiter)) return;
        forgetIfIdle(key, state);
        reject(busy());
      };
      const timer = setTimeout(giveUp, maxWaitMs).unref();
      onGone?.(giveUp);
      state.waiting.add(waiter);
      states.set(key, state);
    });

  const busy = (): BusyError => new BusyError(reason, Math.max(1, Math.ceil(maxWaitMs / 1000)));

  return {
    acquire: async (key, wanted = 1, onGone) => {
      const weight = Math.min(wanted, capacityPerKey, capacity);
      const state = states.get(key) ?? { held: 0, isSlow: false, waiting: new Set() };
      if (state.waiting.size === 0 && isFree(state, weight)) return grant(key, state, weight);
      if (state.waiting.size >= maxWaitingPerKey) throw busy();
      return wait(key, state, weight, onGone);
    },
  };
}
