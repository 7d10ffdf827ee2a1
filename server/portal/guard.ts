import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../storage/index.ts';
import { safeAddress } from './address.ts';
import type { PortalSession, Sessions } from './sessions.ts';
import { redactUrl } from '#autoprov';

declare module 'fastify' {
  interface FastifyRequest {
    /** The session of the portal; undefined on pages that need no login. */
    session: PortalSession | undefined;
  }
}

export const SESSION_COOKIE = 'gigaset_portal';

/** Why the portal refused a request. */
export class PortalError extends Error {
  override readonly name = 'PortalError';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** The error for an unknown page. */
export const notFound = (): PortalError => new PortalError(404, 'There is no such page.');

/**
 * Admits only users who have logged in and whose account still exists and is enabled. Others are redirected to the login,
 * and from there back to the requested page.
 */
export function requireLogin(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const session = await sessions.find(request.cookies[SESSION_COOKIE], request.log);
    if (session !== undefined) {
      request.session = session;
      request.provisioner = session.account;
      request.requestLog.account = session.account.name;
      return undefined;
    }
    const to = request.method === 'GET' ? safeAddress(request.url) : '';
    return reply.redirect(`/portal/login${to === '' ? '' : `?to=${encodeURIComponent(to)}`}`, 303);
  };
}

/**
 * Refuses forms that another site sends from a user's browser. Browsers send the origin of each form; the form's token is the
 * second check.
 */
export function requireOwnOrigin(request: FastifyRequest): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return Promise.resolve();
  const { origin } = request.headers;
  const own = `${request.protocol}://${request.host}`;
  if (origin === undefined || origin === own) return Promise.resolve();
  throw new PortalError(
    403,
    `Your browser says that this form came from ${redactUrl(origin.slice(0, 100))}, but the portal was asked for as ${redactUrl(own.slice(0, 100))}. Nothing was changed. If the first address is right, the reverse proxy must pass on ${missingHeaders(origin, own)}, and the server must trust it (--trust-proxy). docs/operator.md has configurations for nginx and Caddy.`,
  );
}

/** The headers whose absence explains that the two origins differ. */
function missingHeaders(origin: string, own: string): string {
  const [scheme, host] = origin.split('://', 2);
  const [ownScheme, ownHost] = own.split('://', 2);
  return [...(host === ownHost ? [] : ['Host']), ...(scheme === ownScheme ? [] : ['X-Forwarded-Proto'])].join(' and ');
}

/** The logged-in provisioner as the actor of a change. */
export function actorOf(request: FastifyRequest): Actor {
  return { accountId: accountIdOf(request), channel: 'portal' };
}

export function accountIdOf({ provisioner }: FastifyRequest): number {
  if (provisioner === undefined) throw new Error('The route was reached without an account.');
  return provisioner.id;
}
