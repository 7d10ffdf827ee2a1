import type { AutoprovError, MethodName } from '#autoprov';

/** How a call to the redirect service failed. */
export interface CallErrorDetails {
  /** The method of the last attempt. */
  readonly method: MethodName;
  /** The error of the last attempt; undefined if an interrupt came before the first. */
  readonly cause?: AutoprovError | undefined;
  /** What failed, in the server's words and without secrets. */
  readonly message: string;
  readonly attempts: number;
  readonly isInterrupted: boolean;
  /** Why the server could not tell whether the call took effect; undefined if it certainly changed nothing. */
  readonly uncertainty?: CallError | undefined;
}

/** A call failed for good, after all its retries. */
export class CallError extends Error implements CallErrorDetails {
  override readonly name = 'CallError';
  readonly method: MethodName;
  override readonly cause: AutoprovError | undefined;
  readonly attempts: number;
  readonly isInterrupted: boolean;
  readonly uncertainty: CallError | undefined;

  constructor({ method, cause, message, attempts, isInterrupted, uncertainty }: CallErrorDetails) {
    super(message);
    this.method = method;
    this.cause = cause;
    this.attempts = attempts;
    this.isInterrupted = isInterrupted;
    this.uncertainty = uncertainty;
  }
}

/** Turns a thrown CallError into a value. @throws any other error */
export function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  throw error;
}
