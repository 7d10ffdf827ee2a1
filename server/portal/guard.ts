import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { actorOf as actorOfRequest, admit, loginOf } from '../http/index.ts';
import { type Actor, includesRole, type Role } from '../storage/index.ts';
import { safeAddress } from './address.ts';
import { MAX_SESSION_MS, type PortalSession, type Sessions } from './sessions.ts';
import { redactUrl } from '#autoprov';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The role that a page of the portal requires. */
    role?: Role;
  }
  interface FastifyRequest {
    /** The session of the portal; undefined on pages that need no login. */
    session: PortalSession | undefined;
  }
}

export const SESSION_COOKIE = 'gigaset_portal';

/** Makes the browser send the ID of a session with each request to the portal. */
export const setSessionCookie = (reply: FastifyReply, id: string): FastifyReply =>
  reply.setCookie(SESSION_COOKIE, id, { maxAge: MAX_SESSION_MS / 1000 });

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
 * Admits only users who have logged in and whose login still exists and is enabled. Others are redirected to the login,
 * and from there back to the requested page.
 */
export function requireLogin(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const session = await sessions.find(request.cookies[SESSION_COOKIE], request.log);
    if (session !== undefined) {
      request.session = session;
      admit(request, session.login);
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

/** An onRoute hook: each page states the role that it requires (`config: { role }`), so that none is open by mistake. */
export function requireRoleOfRoute({ method, url, config }: RouteOptions): void {
  if (config?.role === undefined)
    throw new Error(`The route ${String(method)} ${url} does not state the role that it requires.`);
}

/** Refuses users whose role does not include that of the page. */
export function requireRole(request: FastifyRequest): Promise<void> {
  const { name, role } = loginOf(request);
  const required = request.routeOptions.config.role;
  if (required !== undefined && includesRole(role, required)) return Promise.resolve();
  return Promise.reject(
    new PortalError(
      403,
      `Your login "${name}" has the role ${role}, and this requires ${required ?? 'another one'}. Nothing was changed. Ask an administrator of your account.`,
    ),
  );
}

/** The user as the actor of a change. */
export const actorOf = (request: FastifyRequest): Actor => actorOfRequest(request, 'portal');

/** Whether the user's role includes changes, whose controls a page otherwise omits. */
export const mayWrite = (request: FastifyRequest): boolean => includesRole(loginOf(request).role, 'write');

export const accountIdOf = (request: FastifyRequest): number => loginOf(request).account.id;
