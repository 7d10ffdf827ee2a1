import type { CallError } from '../diagnostics/index.ts';
import type { Refused } from './lookup.ts';
import type { Batch } from './phones.ts';
import type { MethodName, RedirectTarget, Registration } from '#autoprov';

/** What is registered for a phone that is in use and does not have its target. */
export type Conflict =
  { readonly kind: 'other target'; readonly registration: Registration } | { readonly kind: 'other account' };

/** Why the change of a phone failed. */
export type FailureReason =
  | { readonly kind: 'refused'; readonly answer: Refused }
  | { readonly kind: 'call failed'; readonly error: CallError }
  /** The method answered that it is already registered. */
  | (Conflict & { readonly method: MethodName })
  /** Another resource of this apply has registered it. */
  | { readonly kind: 'claimed by another resource' }
  /** It would have to be registered again, but its ID is unknown. */
  | { readonly kind: 'missing ID' };

/** What is registered for a phone whose change failed. */
export type ActualState =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not registered' }
  | Conflict
  /** The server could not be asked. */
  | { readonly kind: 'unknown' };

/** A phone whose change failed. */
export interface Failure {
  readonly mac: number;
  readonly step: 'registered' | 'changed' | 'deregistered';
  /** What it was registered with before; null if it was not. */
  readonly former: RedirectTarget | null;
  readonly reason: FailureReason;
  readonly actual: ActualState;
  /** Why its former registration could not be restored, if that was tried. */
  readonly restoring?: FailureReason;
}

/** Whether a phone is still as it was before its change failed. */
export const isUnchanged = ({ actual: { kind }, step }: Failure): boolean =>
  kind === 'unchanged' || (step === 'registered' && kind !== 'unknown');

/** Phones to be registered that are already registered, so far with an unknown target. */
export interface InUse extends Batch {
  /** The method that answered so. */
  readonly method: MethodName;
}

/** The result of a batch. */
export interface BatchOutcome {
  /** The phones that were changed. */
  readonly done: Batch;
  readonly failures: readonly Failure[];
  readonly inUse: InUse;
  /** MACs of phones that stay registered, because another resource has claimed them. */
  readonly claimed: readonly string[];
}
