import type { CallError } from '../../api/call-with-reconciliation.ts';
import type { Batch } from './batch.ts';
import type { Refusal, Registration } from '#autoprov';

/** What is registered for a phone whose change failed. */
export type ActualState =
  | 'as before'
  /** For a phone that was to be registered that is as before, too. */
  | 'nowhere'
  /** With something that neither state nor configuration has. */
  | 'elsewhere'
  /** The server could not be asked. */
  | 'unknown';

/** Why a phone did not get where it should. */
export type Reason =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly method: string }
  | { readonly kind: 'failed'; readonly failure: CallError }
  /** Our own account has it registered with something else, and on_conflict is "fail". */
  | { readonly kind: 'registered elsewhere'; readonly registration: Registration }
  /** It is in use, and not by our account. */
  | { readonly kind: 'of another account' }
  /** Another resource of this apply has it. */
  | { readonly kind: 'claimed' }
  /** It would have to be registered anew, and its ID is not known. */
  | { readonly kind: 'without ID' };

/** A phone that did not get where it should. */
export interface Failure {
  readonly mac: number;
  readonly step: 'registered' | 'changed' | 'deregistered';
  readonly reason: Reason;
  readonly actualState: ActualState;
}

/** True where a phone that did not get where it should is where it was. */
export const isUnchanged = ({ actualState, step }: Failure): boolean =>
  actualState === 'as before' || actualState === 'elsewhere' || (actualState === 'nowhere' && step === 'registered');

/** What became of a batch. */
export interface BatchOutcome {
  /** The phones that took the step. */
  readonly done: Batch;
  readonly failures: readonly Failure[];
  /** Places of phones to be registered that are registered already: with what, has to be asked. */
  readonly inUse: readonly number[];
  /** MACs of phones that stay registered, since another resource has taken them over. */
  readonly taken: readonly string[];
}
