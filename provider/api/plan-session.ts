/**
 * What one plan has seen of which phone. The engine plans each resource in a call of its own and names none of them:
 * what is wrong between two of them only somebody can see who remembers.
 */
export interface PlanSession {
  /** A resource in the state has this phone. */
  inState(mac: string): void;
  isInState(mac: string): boolean;
  /**
   * A resource is planned to keep this phone (`kept`) or to register it (`new`). False where another one was planned so
   * before. A replacement is planned twice, as what is kept and as what is new: that is no second resource.
   */
  claim(mac: string, how: 'kept' | 'new'): boolean;
  /** The server could not be asked while planning. True the first time: the user is told once, for all phones. */
  noteSilence(): boolean;
  /** It is not asked again then. */
  isSilent(): boolean;
  /** This is an apply: what there is to warn of was said at the plan. Known from the first change on. */
  isApply: boolean;
  /** A fleet was read. An apply reads none: with a state, and nothing read, this is no plan that looks at the server. */
  wasRead: boolean;
}

/** Empty ones: for one connection, and so for one plan or apply. */
export function planSession(): PlanSession {
  const inState = new Set<string>();
  const claimed = { kept: new Set<string>(), new: new Set<string>() };
  let silent = false;
  return {
    inState: (mac) => void inState.add(mac),
    isInState: (mac) => inState.has(mac),
    claim: (mac, how) => {
      if (claimed[how].has(mac)) return false;
      claimed[how].add(mac);
      return true;
    },
    noteSilence: () => {
      if (silent) return false;
      silent = true;
      return true;
    },
    isSilent: () => silent,
    isApply: false,
    wasRead: false,
  };
}
