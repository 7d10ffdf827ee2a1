import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate, LoginAnswer } from '../accounts/index.ts';
import { admit, hasHungUp } from './request.ts';

/** The name and password of HTTP Basic. */
export interface BasicCredentials {
  readonly name: string;
  readonly password: string;
}

/**
 * Reads an `Authorization` header of the Basic scheme (RFC 7617) as UTF-8, or as Latin-1 if it is not valid UTF-8.
 * Undefined if it is missing or malformed.
 */
export function readBasic(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^Basic +([\w+/=-]+) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = decode(Buffer.from(encoded, 'base64'));
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/**
 * A hook that admits only provisioners and puts the login into `request.provisioner`. It runs before the body is
 * read, so a request without valid credentials costs nothing more.
 */
export function requireProvisioner(authenticate: Authenticate) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const given = readBasic(request.headers.authorization);
    if (given === undefined)
      return refuse(reply, 'Authentication required (HTTP Basic): send the name and password of an account.');
    const answer = await authenticate({ ...given, from: request.ip, isGone: () => hasHungUp(request) });
    if (answer.ok) {
      admit(request, answer.login);
      return undefined;
    }
    request.requestLog.login = answer.reason === 'wrong' ? 'failed' : answer.reason;
    if (answer.reason === 'wrong') {
      return refuse(
        reply,
        'Unknown name, wrong password, or a disabled account. Create an account with: gigaset-redirect account add NAME',
      );
    }
    const { status, seconds, text } = describeDelay(answer);
    return reply
      .code(status)
      .header('Retry-After', String(seconds))
      .type('text/plain; charset=utf-8')
      .send(`${text} Try again in ${seconds} seconds.\n`);
  };
}

/** The status of a login that was not checked, and the reason. */
export function describeDelay({ reason, retryAfterMs }: Extract<LoginAnswer, { readonly retryAfterMs: number }>) {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return reason === 'slowed'
    ? { status: 429, seconds, text: 'There were too many wrong passwords.' }
    : { status: 503, seconds, text: 'Too many logins are waiting to be checked.' };
}

function refuse(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .code(401)
    .header('WWW-Authenticate', 'Basic realm="Gigaset redirect server", charset="UTF-8"')
    .type('text/plain; charset=utf-8')
    .send(`${text}\n`);
}
