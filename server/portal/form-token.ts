import Tokens from '@fastify/csrf';
import type { FastifyRequest } from 'fastify';
import { field } from './form.ts';

const tokens = Tokens();

/** The field of a form that carries its token. */
export const TOKEN_FIELD = '_csrf';

/** A form was sent without a token of its session. */
export class ExpiredFormError extends Error {
  override readonly name = 'ExpiredFormError';
  readonly statusCode = 403;
}

/** The token that a form of this session must carry, so that no other site can send it. */
export function formToken({ session }: FastifyRequest): string {
  if (session === undefined) throw new Error('A form was made without a session.');
  return tokens.create(session.secret);
}

/** A preHandler hook: admits only forms with a token of their session. @throws ExpiredFormError */
export function requireFormToken({ session, body }: FastifyRequest): Promise<void> {
  if (session !== undefined && tokens.verify(session.secret, field(body, TOKEN_FIELD))) return Promise.resolve();
  return Promise.reject(new ExpiredFormError('The form has no token of this session.'));
}
