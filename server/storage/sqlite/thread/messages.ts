// What goes between this process's main thread and another. Both ends are of one release, so nobody checks more of a message
// than the compiler does.

/** What came of a request, in the thread that did it. */
export type Outcome<Result> =
  { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: unknown };

/** To the thread: a request, or that no more will come. */
export type ToThread<Request> = { readonly request: Request } | 'end';

/** The same on its way back. An error crosses as a plain one, so what it says of the database is told beside it. */
export type Told<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly unavailable: boolean; readonly error: Error };

/** From the thread: one answer a request, in the order in which they were asked. */
export type FromThread<Result> = readonly Told<Result>[];
