import type { DeclaredPhone } from './declared.ts';
import { withoutCredentials } from './targets.ts';
import type { Registration } from '#autoprov';

/** A declared phone that points elsewhere. */
export interface Elsewhere {
  readonly declared: DeclaredPhone;
  readonly registration: Registration;
}

/** How an account differs from what is declared; each list is sorted by MAC. */
export interface Difference {
  readonly missing: readonly DeclaredPhone[];
  readonly elsewhere: readonly Elsewhere[];
  readonly undeclared: readonly Registration[];
  /** The number of phones that are registered as declared. */
  readonly matching: number;
}

/**
 * Compares declared phones with the registrations of an account. Credentials in URLs are not compared, because a declaration
 * need not contain them; neither is a target that is not declared.
 */
export function compareWithAccount(
  declared: readonly DeclaredPhone[],
  registrations: readonly Registration[],
): Difference {
  const registered = new Map(registrations.map((registration) => [registration.mac, registration]));
  const macs = new Set(declared.map(({ mac }) => mac));
  const missing: DeclaredPhone[] = [];
  const elsewhere: Elsewhere[] = [];
  let matching = 0;
  for (const phone of declared) {
    const registration = registered.get(phone.mac);
    if (registration === undefined) missing.push(phone);
    else if (pointsTo(registration, phone)) matching++;
    else elsewhere.push({ declared: phone, registration });
  }
  const undeclared = registrations.filter(({ mac }) => !macs.has(mac));
  return {
    missing: missing.toSorted(byMac),
    elsewhere: elsewhere.toSorted((a, b) => byMac(a.declared, b.declared)),
    undeclared: undeclared.toSorted(byMac),
    matching,
  };
}

const byMac = (a: { readonly mac: string }, b: { readonly mac: string }): number => (a.mac < b.mac ? -1 : 1);

function pointsTo({ url, providerName }: Registration, { target }: DeclaredPhone): boolean {
  return (
    (target.url === undefined || withoutCredentials(url) === target.url) &&
    (target.providerName === undefined || providerName === target.providerName)
  );
}
