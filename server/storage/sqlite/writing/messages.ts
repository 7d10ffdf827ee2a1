import type { Row } from '../../columns.ts';
import type { ChangeInputs, ChangeName } from './changes.ts';

// What goes between the writer and its thread. Both ends are of one release, so nobody checks more than the compiler does.

/** A change that is asked for. */
export type Asked<Name extends ChangeName = ChangeName> = {
  readonly [Key in Name]: { readonly name: Key; readonly input: ChangeInputs[Key] };
}[Name];

/** To the thread: changes, in their order; or that no more will come. */
export type ToThread = readonly Asked[] | 'end';

/** What came of a change. An error crosses as a plain one, so what it says of the database is told beside it. */
export type Told =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly unavailable: boolean; readonly error: Error };

/** From the thread: one answer a change, in the order in which they were asked for. */
export type FromThread = readonly Told[];
