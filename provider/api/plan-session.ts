/**
 * What one plan has learnt about each phone. The engine plans each resource in a call of its own and does not name it, so
 * the provider can detect a conflict between two resources only if it keeps track.
 */
export interface PlanSession {
  /** Notes that a resource in the state has this phone. */
  addToState(mac: string): void;
  isInState(mac: string): boolean;
  /**
   * Notes that a resource is planned to keep this phone (`kept`) or to register it (`new`). Returns false if another
   * resource was planned so before. A replacement is planned once as each, which is not a second resource.
   */
  claim(mac: string, as: 'kept' | 'new'): boolean;
  /** Whether a resource that was planned so far registers this phone. */
  isPlannedNew(mac: string): boolean;
  /** Notes that a phone was changed outside Terraform. Returns whether it is one of the first, which get a warning each. */
  recordDrift(): boolean;
  /** Notes that a resource with this phone is planned to be destroyed. Returns whether another one is planned to register it. */
  release(mac: string): boolean;
  /** Whether a resource with this phone is planned to be destroyed. */
  isReleased(mac: string): boolean;
  /** Notes that the server could not be asked. Returns true the first time, because one warning covers all phones. */
  recordUnreachable(): boolean;
  /** Whether the server could not be asked. It is then not asked again during this plan. */
  isUnreachable(): boolean;
  /** This is an apply, so the plan has given the warnings already. Known from the first change on. */
  isApply: boolean;
  /** A fleet was read. An apply reads none, so a fleet that is planned without having been read is part of an apply. */
  hasReadFleet: boolean;
}

/** More warnings about single phones would hide the plan. */
const MAX_DRIFT_WARNINGS = 20;

/** A new session: one for each connection, and so for each plan or apply. */
export function planSession(): PlanSession {
  const inState = new Set<string>();
  const claimed = { kept: new Set<string>(), new: new Set<string>() };
  const released = new Set<string>();
  let unreachable = false;
  let drifts = 0;
  return {
    addToState: (mac) => void inState.add(mac),
    isInState: (mac) => inState.has(mac),
    claim: (mac, as) => {
      if (claimed[as].has(mac)) return false;
      claimed[as].add(mac);
      return true;
    },
    isPlannedNew: (mac) => claimed.new.has(mac),
    recordDrift: () => ++drifts <= MAX_DRIFT_WARNINGS,
    release: (mac) => {
      released.add(mac);
      return claimed.new.has(mac);
    },
    isReleased: (mac) => released.has(mac),
    recordUnreachable: () => {
      const isFirst = !unreachable;
      unreachable = true;
      return isFirst;
    },
    isUnreachable: () => unreachable,
    isApply: false,
    hasReadFleet: false,
  };
}
