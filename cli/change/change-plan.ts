import { hasTarget, type RedirectTarget, type Registration } from '#autoprov';

/** A phone that is to be registered. */
export interface DeclaredPhone {
  readonly mac: string;
  /** With the ID if it is known. Secret. */
  readonly macId: string;
  readonly target: RedirectTarget;
}

/** The change of one phone: `from` is null if it is not registered, `to` if it is to be deregistered. */
export interface PhoneChange {
  readonly mac: string;
  readonly macId: string;
  readonly from: Registration | null;
  readonly to: RedirectTarget | null;
}

/** A phone whose change is impossible. */
export interface Impossible {
  readonly mac: string;
  readonly code: 'mac_already_in_use' | 'missing ID';
  /** What it is registered with. */
  readonly from: Registration | null;
}

/** What a command is going to change. */
export interface ChangePlan {
  readonly registers: readonly PhoneChange[];
  readonly moves: readonly PhoneChange[];
  readonly deregisters: readonly PhoneChange[];
  /** Phones that need no change. */
  readonly unchanged: readonly string[];
  readonly impossible: readonly Impossible[];
}

type Found = ReadonlyMap<string, Registration>;

/** Compares phones to be registered with the account. */
export function planRegistration(
  phones: readonly DeclaredPhone[],
  found: Found,
  onConflict: 'fail' | 'replace',
): ChangePlan {
  const plan = emptyPlan();
  for (const { mac, macId, target } of phones) {
    const from = found.get(mac) ?? null;
    if (from !== null && hasTarget(from, target)) plan.unchanged.push(mac);
    else if (from !== null && onConflict === 'fail') plan.impossible.push({ mac, code: 'mac_already_in_use', from });
    else if (mac === macId) plan.impossible.push({ mac, code: 'missing ID', from });
    else (from === null ? plan.registers : plan.moves).push({ mac, macId, from, to: target });
  }
  return plan;
}

/** Compares phones to be deregistered with the account. */
export function planDeregistration(macs: readonly string[], found: Found): ChangePlan {
  const plan = emptyPlan();
  for (const mac of macs) {
    const from = found.get(mac);
    if (from === undefined) plan.unchanged.push(mac);
    else plan.deregisters.push({ mac, macId: mac, from, to: null });
  }
  return plan;
}

const emptyPlan = () => ({
  registers: [] as PhoneChange[],
  moves: [] as PhoneChange[],
  deregisters: [] as PhoneChange[],
  unchanged: [] as string[],
  impossible: [] as Impossible[],
});
