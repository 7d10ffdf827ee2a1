import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, AuditChannel, Login } from '../storage/index.ts';
import { shownText } from './shown.ts';

/** What the log line of a request contains besides path, status and duration. Never a MAC-ID, a password or a URL. */
export interface RequestLog {
  account?: string;
  /** The user name of the login. */
  user?: string;
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
    /** The authenticated login; undefined on routes without authentication. */
    provisioner: Login | undefined;
    requestLog: RequestLog;
  }
}

/** Declares `provisioner` and `requestLog`. Each request gets a `requestLog` of its own when it arrives (app.ts). */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('provisioner', undefined);
  app.decorateRequest('requestLog');
}

/** Stores the login of a request, for its handler and its log line. */
export function admit(request: FastifyRequest, login: Login): void {
  request.provisioner = login;
  request.requestLog.account = login.account.name;
  request.requestLog.user = login.name;
}

/** Longer addresses and names of programs are truncated in the audit log. */
const MAX_ADDRESS_LENGTH = 64;
const MAX_PROGRAM_LENGTH = 200;

/** The sender of a request as the actor of a change. */
export function actorOf(request: FastifyRequest, channel: AuditChannel): Actor {
  const { account, name } = loginOf(request);
  const program = shownText(request.headers['user-agent'] ?? '', MAX_PROGRAM_LENGTH);
  return {
    accountId: account.id,
    channel,
    login: name,
    address: shownText(request.ip, MAX_ADDRESS_LENGTH),
    program: program === '' ? undefined : program,
  };
}

/** The login of an authenticated request. */
export function loginOf({ provisioner }: FastifyRequest): Login {
  if (provisioner === undefined) throw new Error('The route was reached without a login.');
  return provisioner;
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
