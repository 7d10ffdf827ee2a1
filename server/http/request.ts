import type { FastifyInstance } from 'fastify';
import type { Account } from '../storage/index.ts';

/** What a request leaves in the log, besides path, status and time. Never a MAC-ID, a password or a URL. */
export interface RequestLog {
  account?: string;
  /** The XML-RPC method. */
  rpc?: string;
  /** How many phones got which answer. */
  answers?: Record<string, number>;
  /** The code of an XML-RPC fault. */
  fault?: number;
  /** A login that failed, or that came too often to be looked at. */
  login?: 'failed' | 'slowed';
  /** The MAC that a phone said it has. */
  phone?: string;
  /** What became of a phone's request; or `cut off`, of an answer that could not be finished. */
  outcome?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The account whose name and password came with the request; undefined where a route asks for none. */
    provisioner: Account | undefined;
    requestLog: RequestLog;
  }
}

/** Gives each request its `provisioner` and `requestLog`. The requestLog, an object of its own, is put there when the request comes. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('provisioner', undefined);
  app.decorateRequest('requestLog');
}
