import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../storage/index.ts';

/** What the log line of a request contains besides path, status and duration. Never a MAC-ID, a password or a URL. */
export interface RequestLog {
  account?: string;
  /** The XML-RPC method. */
  rpc?: string;
  /** The number of phones by answer code. */
  answers?: Readonly<Record<string, number>>;
  /** The code of an XML-RPC fault. */
  fault?: number;
  /** A failed login, or one that was not checked: after too many wrong passwords, or among too many logins. */
  login?: 'failed' | 'slowed' | 'busy';
  /** The MAC that the phone claims to have. */
  phone?: string;
  /** The outcome of a phone's request, or `cut off` for an incomplete response. */
  outcome?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated account; undefined on routes without authentication. */
    provisioner: Account | undefined;
    requestLog: RequestLog;
  }
}

/** Declares `provisioner` and `requestLog`. Each request gets a `requestLog` of its own when it arrives (app.ts). */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('provisioner', undefined);
  app.decorateRequest('requestLog');
}

/** Whether the connection is closed, so that the client cannot read an answer. */
export function hasHungUp({ raw }: FastifyRequest): boolean {
  return raw.socket.destroyed;
}

/** The client disconnected, or was silent for too long, before its request was complete. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor(cause?: unknown) {
    super('The client disconnected before its request was complete.', { cause });
  }
}

/** Whether the error only says that the client disconnected before the first byte of a streamed response. */
export const hasLeftBeforeResponse = (error: unknown, { raw }: FastifyReply): boolean =>
  raw.destroyed && error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** The length of the body according to the request; undefined for a chunked body. */
export function declaredLength({ headers }: FastifyRequest): number | undefined {
  const length = headers['content-length'];
  if (length !== undefined) return Number(length);
  return headers['transfer-encoding'] === undefined ? 0 : undefined;
}

/** Registers what is to be called when the response is complete or the client is gone; at once if that is the case. */
export function onClosed(reply: FastifyReply): (listener: () => void) => void {
  return (listener) => {
    if (reply.raw.closed || hasHungUp(reply.request)) listener();
    else reply.raw.once('close', listener);
  };
}
