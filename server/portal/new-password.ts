import type { FastifyRequest } from 'fastify';
import type { HashPassword } from '../accounts/index.ts';
import { hasHungUp } from '../http/index.ts';
import { PortalError } from './guard.ts';

/**
 * Hashes a new password, which takes its turn among the logins.
 *
 * @throws PortalError when too many of them are waiting
 */
export async function hashNewPassword(
  hashPassword: HashPassword,
  request: FastifyRequest,
  password: string,
): Promise<string> {
  const passwordHash = await hashPassword({ password, from: request.ip, isGone: () => hasHungUp(request) });
  if (passwordHash !== undefined) return passwordHash;
  throw new PortalError(503, 'Nothing was changed: too many logins are waiting to be checked. Try again later.');
}
