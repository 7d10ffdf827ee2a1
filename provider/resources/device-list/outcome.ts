import type { CallError } from '../../api/call-with-reconciliation.ts';
import type { Batch } from './batch.ts';
import type { Refusal, Registration } from '#autoprov';

/** What is registered for a phone whose change failed. */
export type ActualState =
  | 'as before'
  /** For a phone to be registered, this is also its state before. */
  | 'nowhere'
  /** With a target that neither the state nor the configuration has. */
  | 'elsewhere'
  /** The server could not be asked. */
  | 'unknown';

/** Why the change of a phone failed. */
export type Reason =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly method: string }
  | { readonly kind: 'failed'; readonly failure: CallError }
  /** Our own account has registered it with another target, and on_conflict is "fail". */
  | { readonly kind: 'registered elsewhere'; readonly registration: Registration }
  /** Another account has registered it. */
  | { readonly kind: 'of another account' }
  /** Another resource of this apply has registered it. */
  | { readonly kind: 'claimed' }
  /** It would have to be registered again, but its ID is unknown. */
  | { readonly kind: 'without ID' };

/** A phone whose change failed. */
export interface Failure {
  readonly mac: number;
  readonly step: 'registered' | 'changed' | 'deregistered';
  readonly reason: Reason;
  readonly actualState: ActualState;
}

/** Whether a phone is still as it was before its change failed. */
export const isUnchanged = ({ actualState, step }: Failure): boolean =>
  actualState === 'as before' || actualState === 'elsewhere' || (actualState === 'nowhere' && step === 'registered');

/** The result of a batch. */
export interface BatchOutcome {
  /** The phones that were changed. */
  readonly done: Batch;
  readonly failures: readonly Failure[];
  /** Indices of phones to be registered that are already registered, so far with an unknown target. */
  readonly inUse: readonly number[];
  /** MACs of phones that stay registered, because another resource has claimed them. */
  readonly taken: readonly string[];
}
