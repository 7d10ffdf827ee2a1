import type { FastifyInstance } from 'fastify';
import type { Account } from '../storage/index.ts';

/** What a request adds to its log line besides path, status and time. Never contains a MAC-ID, a password or a URL. */
export interface RequestLog {
  account?: string;
  /** The XML-RPC method. */
  rpc?: string;
  /** The number of phones for each answer. */
  answers?: Record<string, number>;
  /** The code of an XML-RPC fault. */
  fault?: number;
  /** A login that failed, or that was refused without a check because of the rate limit. */
  login?: 'failed' | 'slowed';
  /** The MAC that the phone stated. */
  phone?: string;
  /** The outcome of a phone's request; `cut off` for a response that could not be completed. */
  outcome?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated account; undefined on routes without authentication. */
    provisioner: Account | undefined;
    requestLog: RequestLog;
  }
}

/** Gives each request its `provisioner` and `requestLog`. The requestLog, an object of its own, is put there when the request comes. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('provisioner', undefined);
  app.decorateRequest('requestLog');
}
