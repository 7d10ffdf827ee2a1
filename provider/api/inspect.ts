import { asCallError, CallError } from '../diagnostics/index.ts';
import type { ApiContext } from './api-context.ts';
import type { CallContext } from './attempt.ts';
import { findRegistrations } from './lookup.ts';
import type { Conflict, FailureReason } from './outcome.ts';
import { macsOf, type Phones } from './phones.ts';
import { hasTarget, macText, type MethodName, type RedirectTarget, type Registration } from '#autoprov';

/** The registration of a phone that is in use, compared with a target. */
export type Inspected = { readonly kind: 'as planned'; readonly registration: Registration } | NotAsPlanned;

export type NotAsPlanned = Conflict | { readonly kind: 'unknown'; readonly error: CallError };

/** Finds out what phones that are in use are registered with. */
export async function inspect(
  api: ApiContext,
  phones: Pick<Phones, 'macs'>,
  context: CallContext,
): Promise<(mac: number, target: RedirectTarget) => Inspected> {
  const macs = macsOf(phones);
  const found = macs.length === 0 ? undefined : await findRegistrations(api, macs, [], context).catch(asCallError);
  return (mac, target) => {
    if (found instanceof CallError) return { kind: 'unknown', error: found };
    const registration = found?.get(macText(mac));
    if (registration === undefined) return { kind: 'other account' };
    return { kind: hasTarget(registration, target) ? 'as planned' : 'other target', registration };
  };
}

/** Why a phone that is in use and not as planned could not be changed. `method` answered that it is in use. */
export const conflictReason = (actual: NotAsPlanned, method: MethodName): FailureReason =>
  actual.kind === 'unknown' ? { kind: 'call failed', error: actual.error } : { ...actual, method };
