import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdCipher, UrlCipher } from '../encryption/index.ts';
import type { IdGuessLimiter } from '../guess-limits/index.ts';
import type { NonceStore, PhoneRegistration, RegistrationStore } from '../storage/index.ts';
import { deviceIdOf } from './device-id.ts';
import { type Algorithm, algorithms, challenges } from './digest.ts';
import { capitaliseHeaderNames } from './header-names.ts';
import { createLogin, type Outcome } from './login.ts';
import { createNonces } from './nonces.ts';
import { normalisePath } from './path.ts';
import type { PhoneRequestRecorder } from './request-recorder.ts';
import { expandRedirectUrl } from '#autoprov';

/** The dependencies and settings of the phones' endpoint. */
export interface PhoneOptions {
  readonly registrations: Pick<RegistrationStore, 'findForPhone'>;
  readonly nonces: NonceStore;
  readonly ids: IdCipher;
  /** The same for provisioners, who can guess IDs too. */
  readonly guessLimiter: IdGuessLimiter;
  readonly urls: UrlCipher;
  readonly recorder: PhoneRequestRecorder;
  /** The key for the nonces' HMAC, the same for every instance, in base64. */
  readonly nonceKey: Uint8Array;
  /** The paths for phones: those below `/device/`, or any on a separate listener. */
  readonly paths: 'device' | 'any';
  /** Whether the server expands `%MACD` and `%DVID` or leaves them to the phone, which can do it too (vendor's wiki). */
  readonly placeholders: 'expand' | 'keep';
  /** The offered algorithms in order; by default both. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /** The validity of a challenge. */
  readonly nonceLifetimeMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

/** A phone answers within a second. On a slow connection, it is told that its nonce is stale, and retries. */
const NONCE_LIFETIME_MS = 60_000;

const refusal =
  'Authentication required (HTTP digest): user name MAC, password MAC-ID. The phone is then redirected.\n';

/**
 * Fastify plugin for booting phones: HTTP digest login, then `302 Found` with the redirect URL.
 *
 * The vendor's documents show one kind of path, `/device/<device ID>/…` (as in `/device/42/2/master.bin`). The device ID is
 * taken from it, and the rest is ignored. Below `/device/`, a path without a device ID is answered too; `%DVID` then stays in
 * the URL for the phone to replace. Other paths are answered only on a separate listener (`paths: 'any'`), which serves no
 * other pages.
 *
 * Clients that read only one challenge use the first header.
 */
export function phoneRoutes(app: FastifyInstance, options: PhoneOptions, done: () => void): void {
  const { registrations, ids, urls, placeholders, recorder } = options;
  const offered = options.algorithms ?? algorithms;
  const { now: clock } = options;
  const { bootId } = options.nonces;
  // Instances that share their nonces have only the system's clock in common. One process alone is not disturbed by its
  // changes.
  const ownClock = bootId === undefined ? Date.now : millisecondsSinceStart;
  const now = clock === undefined ? ownClock : () => clock().getTime();
  const nonces = createNonces(options.nonceKey, options.nonceLifetimeMs ?? NONCE_LIFETIME_MS, bootId);
  const login = createLogin({
    registrations,
    used: options.nonces,
    ids,
    nonces,
    guessLimiter: options.guessLimiter,
    algorithms: offered,
    now,
  });

  app.addHook('onRequest', (_request, reply, next) => {
    capitaliseHeaderNames(reply);
    next();
  });
  const path = options.paths === 'any' ? '*' : '/device/*';
  const readMethods = ['GET', 'HEAD'];
  app.route({
    method: readMethods,
    url: path,
    handler: async (request, reply) => {
      const url = request.originalUrl;
      const outcome = await login({
        authorization: request.headers.authorization,
        method: request.method,
        url,
        address: request.ip,
      });
      logOutcome(request, outcome);
      answer(reply, outcome, url);
      recordOutcome(recorder, outcome, { path: url, from: request.ip });
      return reply;
    },
  });

  app.route({
    method: app.supportedMethods.filter((method) => !readMethods.includes(method)),
    url: path,
    // Runs before a body is read.
    onRequest: async (_request, reply) => refuseMethod(reply, readMethods.join(', ')),
    handler: (_request, reply) => reply,
  });

  const answer = (reply: FastifyReply, outcome: Outcome, url: string): FastifyReply => {
    reply.header('Cache-Control', 'no-store').type('text/plain; charset=utf-8');
    switch (outcome.kind) {
      case 'in':
        return redirect(reply, target(outcome.registration, url));
      case 'refused':
        return refuse(reply, challenges(offered, nonces.make(now()), outcome.stale));
      case 'slowed':
        return slowDown(reply, Math.ceil(outcome.retryAfterMs / 1000));
    }
  };

  const target = (registration: PhoneRegistration, path: string): string => {
    const redirectUrl = urls.decrypt(registration);
    if (placeholders === 'keep') return redirectUrl;
    return expandRedirectUrl(redirectUrl, {
      mac: registration.mac,
      deviceId: deviceIdOf(normalisePath(path)) ?? '%DVID',
    });
  };

  done();
}

function millisecondsSinceStart(): number {
  return Math.floor(performance.now());
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
    .send(`Too many failed logins for this phone. Try again in ${seconds} seconds.\n`);
}

function refuseMethod(reply: FastifyReply, methods: string): FastifyReply {
  return reply
    .code(405)
    .header('Allow', methods)
    .type('text/plain; charset=utf-8')
    .send(`Method not allowed. Phones use ${methods}.\n`);
}

/** Records a phone's request, except one that the phone repeats by itself, for example after an expired nonce. */
function recordOutcome(
  recorder: PhoneRequestRecorder,
  outcome: Outcome,
  request: { readonly path: string; readonly from: string },
): void {
  switch (outcome.kind) {
    case 'in':
      recorder.registered(outcome.registration, request);
      return;
    case 'slowed':
      if (outcome.registration === undefined) recorder.unregistered(outcome.mac, request.from);
      else recorder.registered(outcome.registration, { ...request, refusal: 'too_many_wrong_ids' });
      return;
    case 'refused':
      if (outcome.registration !== undefined)
        recorder.registered(outcome.registration, { ...request, refusal: 'wrong_id' });
      else if (outcome.why === 'unregistered' && outcome.mac !== undefined)
        recorder.unregistered(outcome.mac, request.from);
  }
}

function logOutcome(request: FastifyRequest, outcome: Outcome): void {
  const { requestLog } = request;
  if (outcome.kind === 'in') {
    requestLog.phone = outcome.registration.mac;
    requestLog.outcome = 'redirected';
    return;
  }
  if (outcome.mac !== undefined) requestLog.phone = outcome.mac;
  requestLog.outcome = outcome.kind === 'slowed' ? 'too many failed logins' : outcome.why;
}
