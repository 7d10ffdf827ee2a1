import type { FastifyReply, FastifyRequest, Session } from 'fastify';
import type { Account, AccountStore, Actor } from '../storage/index.ts';
import { passwordTag } from './session.ts';

/** Why a request was turned away at the portal's door. */
export class PortalError extends Error {
  override readonly name = 'PortalError';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** There is no such page. */
export const notFound = (): PortalError => new PortalError(404, 'There is no such page.');

/**
 * Lets only those through who have logged in, and whose account is still there and enabled. Others are sent to the login,
 * and from there back to where they wanted to go.
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

/** Whether who has logged in may still come in: the same account, the same password, and not disabled. */
function isStill(account: Session['account'], current: Account | undefined): current is Account {
  if (account === undefined || current === undefined || current.disabledAt !== undefined) return false;
  return current.id === account.id && passwordTag(current) === account.password;
}

/**
 * Turns away what a page of somebody else sends in a browser's name. Browsers say with every form where it stood; the
 * token in our forms is the second lock.
 */
export function requireOwnOrigin(request: FastifyRequest): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return Promise.resolve();
  const { origin } = request.headers;
  const own = `${request.protocol}://${request.host}`;
  if (origin === undefined || origin === own) return Promise.resolve();
  throw new PortalError(403, `This form came from ${origin.slice(0, 100)}, not from this portal. Nothing was changed.`);
}

/** The provisioner who is logged in, as the one who changes something. */
export function actorOf(request: FastifyRequest): Actor {
  return { accountId: accountIdOf(request), channel: 'portal' };
}

export function accountIdOf({ provisioner }: FastifyRequest): number {
  if (provisioner === undefined) throw new Error('The route was reached without an account.');
  return provisioner.id;
}
