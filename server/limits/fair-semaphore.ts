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
  /** When the key had its last turn: the key with the lowest number is next. */
  turn: number;
  readonly waiting: Set<Waiter>;
}

/**
 * Keys that keep their state although they hold and await nothing. Deleting and adding one for each request would make V8 copy
 * the map again and again.
 */
const MAX_IDLE_KEYS = 1000;

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
  const states = new Map<Key, KeyState>();
  let held = 0;
  let turns = 0;
  let waiters = 0;

  const stateOf = (key: Key): KeyState => {
    const known = states.get(key);
    if (known !== undefined) return known;
    const state: KeyState = { held: 0, isSlow: false, turn: ++turns, waiting: new Set() };
    states.set(key, state);
    return state;
  };

  const isFree = (state: KeyState, weight: number): boolean => {
    const forAll = state.isSlow ? capacity - (reserve?.weight ?? 0) : capacity;
    return held + weight <= forAll && state.held + weight <= capacityPerKey;
  };

  const grant = (key: Key, state: KeyState, weight: number): Permit => {
    held += weight;
    state.held += weight;
    state.turn = ++turns;
    const since = now();
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        held -= weight;
        state.held -= weight;
        state.isSlow = reserve !== undefined && now() - since >= reserve.forHoldsBelowMs;
        state.turn = ++turns;
        forgetIfIdle(key, state);
        if (waiters > 0) admitWaiters();
      },
    };
  };

  const forgetIfIdle = (key: Key, state: KeyState): void => {
    if (states.size <= MAX_IDLE_KEYS) return;
    if (state.held === 0 && state.waiting.size === 0 && !state.isSlow) states.delete(key);
  };

  /** The first request of the key whose turn it is among those that have one that fits. */
  const nextInTurn = (): { key: Key; state: KeyState; waiter: Waiter } | undefined => {
    let next: { key: Key; state: KeyState; waiter: Waiter } | undefined;
    for (const [key, state] of states) {
      const [waiter] = state.waiting;
      if (waiter === undefined || !isFree(state, waiter.weight)) continue;
      if (next === undefined || state.turn < next.state.turn) next = { key, state, waiter };
    }
    return next;
  };

  const admitWaiters = (): void => {
    for (let next = nextInTurn(); next !== undefined; next = nextInTurn()) {
      const { key, state, waiter } = next;
      state.waiting.delete(waiter);
      waiters--;
      waiter.admit(grant(key, state, waiter.weight));
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
        waiters--;
        forgetIfIdle(key, state);
        reject(busy());
      };
      const timer = setTimeout(giveUp, maxWaitMs).unref();
      onGone?.(giveUp);
      // A key that was idle queues up behind the others.
      if (state.held === 0 && state.waiting.size === 0) state.turn = ++turns;
      state.waiting.add(waiter);
      waiters++;
    });

  const busy = (): BusyError => new BusyError(reason, Math.max(1, Math.ceil(maxWaitMs / 1000)));

  return {
    acquire: async (key, wanted = 1, onGone) => {
      const weight = Math.min(wanted, capacityPerKey, capacity);
      const state = stateOf(key);
      if (state.waiting.size === 0 && isFree(state, weight)) return grant(key, state, weight);
      if (state.waiting.size >= maxWaitingPerKey) throw busy();
      return wait(key, state, weight, onGone);
    },
  };
}
