import type { FastifyReply, FastifyRequest, Session } from 'fastify';
import type { Account, AccountStore, Actor } from '../storage/index.ts';
import { passwordTag } from './session.ts';

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
export function requireLogin(accounts: AccountStore) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { account } = request.session;
    const current = account && (await accounts.find(account.name));
    if (isStill(account, current)) {
      request.provisioner = current;
      request.requestLog.account = current.name;
      return undefined;
    }
    if (account !== undefined) await request.session.destroy();
    const back = request.method === 'GET' && request.url !== '/portal/' ? `?to=${encodeURIComponent(request.url)}` : '';
    return reply.redirect(`/portal/login${back}`, 303);
  };
}

/** Whether a session is still valid: the same account with the same password, not disabled. */
function isStill(account: Session['account'], current: Account | undefined): current is Account {
  if (account === undefined || current === undefined || current.disabledAt !== undefined) return false;
  return current.id === account.id && passwordTag(current) === account.password;
}

/**
 * Refuses forms that another site sends from a user's browser. Browsers send the origin of each form; the CSRF token is the
 * second check.
 */
export function requireOwnOrigin(request: FastifyRequest): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return Promise.resolve();
  const { origin } = request.headers;
  const own = `${request.protocol}://${request.host}`;
  if (origin === undefined || origin === own) return Promise.resolve();
  throw new PortalError(
    403,
    `Your browser says that this form came from ${origin.slice(0, 100)}, but the portal was asked for as ${own.slice(0, 100)}. Nothing was changed. If the first address is right, the reverse proxy must pass on ${missingHeaders(origin, own)}, and the server must trust it (--trust-proxy). docs/operator.md has configurations for nginx and Caddy.`,
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
