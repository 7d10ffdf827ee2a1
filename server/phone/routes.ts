import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdCipher } from '../encryption/index.ts';
import type { NonceStore, RegistrationStore } from '../storage/index.ts';
import { challenges } from './challenge.ts';
import { deviceIdOf } from './device-id.ts';
import { type Algorithm, algorithms } from './digest.ts';
import { createGuessLimiter } from './guess-limiter.ts';
import { createLogin, type Outcome } from './login.ts';
import { createNonces } from './nonces.ts';
import { expandRedirectUrl } from '#autoprov';

/** What the phones' endpoint needs of the house. */
export interface PhoneOptions {
  readonly registrations: Pick<RegistrationStore, 'findForPhone'>;
  readonly nonces: NonceStore;
  readonly ids: IdCipher;
  /** What nonces are authenticated with: the same for every instance, base64. */
  readonly nonceKey: Uint8Array;
  /** Which paths are a phone's: those below `/device/`, or all, where nobody else comes in by this door. */
  readonly paths: 'device' | 'any';
  /** Whether `%MACD` and `%DVID` are replaced here or left for the phone, which can do it as well (vendor's wiki). */
  readonly placeholders: 'expand' | 'keep';
  /** What the digest is made with, in the order in which it is offered; both when left out. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /** How long an answer to a challenge counts. */
  readonly nonceLifetimeMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

/** A phone answers within a second. One that took longer, on a bad line, is told that its nonce is stale, and tries again. */
const nonceLifetimeMs = 60_000;

const refusal =
  'This server tells a phone where it is provisioned. It asks for HTTP digest: the MAC, and the MAC-ID.\n';

/**
 * Fastify plugin: what a phone asks at boot. It logs in by HTTP digest and is told, by `302 Found`, its redirect URL.
 *
 * The documents know one kind of path, `/device/<device ID>/…` (as in `/device/42/2/master.bin`); the device ID is taken from
 * it, and what follows does not matter. Below `/device/` a path without a device ID is answered too: then `%DVID` stays in the
 * URL, for the phone to replace. Any other path is answered only where the phones have a door of their own (`paths: 'any'`),
 * with nobody else's pages on it.
 *
 * Clients that know but one challenge take the first header, SHA-256: where old phones fail on it, offer MD5 alone.
 */
export function phoneRoutes(app: FastifyInstance, options: PhoneOptions, done: () => void): void {
  const { registrations, ids, placeholders } = options;
  const offered = options.algorithms ?? algorithms;
  const { now: clock } = options;
  const now = clock === undefined ? Date.now : () => clock().getTime();
  const { remembersSince } = options.nonces;
  const nonces = createNonces(options.nonceKey, options.nonceLifetimeMs ?? nonceLifetimeMs, remembersSince?.getTime());
  const guessLimiter = createGuessLimiter();
  const login = createLogin({
    registrations,
    used: options.nonces,
    ids,
    nonces,
    guessLimiter,
    algorithms: offered,
    now,
  });

  const path = options.paths === 'any' ? '*' : '/device/*';
  const asks = ['GET', 'HEAD'];
  app.route({
    method: asks,
    url: path,
    handler: async (request, reply) => {
      const url = request.raw.url ?? request.url;
      const outcome = await login({
        authorization: request.headers.authorization,
        method: request.method,
        url,
        address: request.ip,
      });
      recordOutcome(request, outcome);
      reply.header('Cache-Control', 'no-store').type('text/plain; charset=utf-8');
      switch (outcome.kind) {
        case 'in':
          return redirect(reply, target(outcome.registration, url));
        case 'refused':
          return refuse(reply, challenges(offered, nonces.make(now()), outcome.stale));
        case 'slowed':
          return slowDown(reply, Math.ceil(outcome.retryAfterMs / 1000));
      }
    },
  });

  app.route({
    method: app.supportedMethods.filter((method) => !asks.includes(method)),
    url: path,
    // Before a body is read.
    onRequest: async (_request, reply) => takesOnly(reply, asks.join(', ')),
    handler: (_request, reply) => reply,
  });

  const target = (registration: { mac: string; url: string }, path: string): string => {
    if (placeholders === 'keep') return registration.url;
    return expandRedirectUrl(registration.url, { mac: registration.mac, deviceId: deviceIdOf(path) ?? '%DVID' });
  };

  done();
}

function redirect(reply: FastifyReply, url: string): FastifyReply {
  return reply.code(302).header('Location', url).send(`${url}\n`);
}

function refuse(reply: FastifyReply, headers: string[]): FastifyReply {
  return reply.code(401).header('WWW-Authenticate', headers).send(refusal);
}

function slowDown(reply: FastifyReply, seconds: number): FastifyReply {
  return reply
    .code(429)
    .header('Retry-After', String(seconds))
    .send(`There were too many wrong answers for this phone. Try again in ${seconds} seconds.\n`);
}

function takesOnly(reply: FastifyReply, methods: string): FastifyReply {
  return reply
    .code(405)
    .header('Allow', methods)
    .type('text/plain; charset=utf-8')
    .send(`Phones ask with ${methods}.\n`);
}

function recordOutcome(request: FastifyRequest, outcome: Outcome): void {
  const { requestLog } = request;
  if (outcome.kind === 'in') {
    requestLog.phone = outcome.registration.mac;
    requestLog.outcome = 'redirected';
    return;
  }
  if (outcome.mac !== undefined) requestLog.phone = outcome.mac;
  requestLog.outcome = outcome.kind === 'slowed' ? 'too many wrong answers' : outcome.why;
}
