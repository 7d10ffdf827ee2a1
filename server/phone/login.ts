import { randomBytes } from 'node:crypto';
import type { IdCipher } from '../encryption/index.ts';
import { type IdGuessLimiter, networkOf } from '../guess-limits/index.ts';
import type { NonceStore, PhoneRegistration, RegistrationStore } from '../storage/index.ts';
import { type AskedFor, type DigestAnswer, isForLongerPath, readAnswer } from './answer.ts';
import { type Algorithm, digestResponse, isSame } from './digest.ts';
import type { Nonces, NonceState } from './nonces.ts';
import { formatMacId } from '#autoprov';

/** The dependencies of the phones' login. */
export interface LoginDependencies {
  readonly registrations: Pick<RegistrationStore, 'findForPhone'>;
  /** The used nonces. */
  readonly used: NonceStore;
  readonly ids: IdCipher;
  readonly nonces: Nonces;
  readonly guessLimiter: IdGuessLimiter;
  readonly algorithms: readonly Algorithm[];
  /** In ms, by the clock of the nonces. */
  readonly now: () => number;
}

/** The parts of a request that the login needs. */
export interface LoginRequest extends AskedFor {
  readonly authorization: string | undefined;
  /** The client's address. */
  readonly address: string;
}

/** The reason of a refusal, for the log only: from outside, `unregistered`, `wrong ID` and unknown MACs look alike. */
export type Reason =
  | 'no answer'
  | 'unusable answer'
  | 'path changed by a proxy'
  | 'foreign nonce'
  | 'expired nonce'
  | 'used nonce'
  | 'unregistered'
  | 'wrong ID';

export type Outcome =
  | { readonly kind: 'in'; readonly registration: PhoneRegistration }
  | {
      readonly kind: 'refused';
      readonly why: Reason;
      readonly mac?: string;
      readonly stale: boolean;
      /** With a wrong ID: the registration of the MAC. */
      readonly registration?: PhoneRegistration | undefined;
    }
  /** Too many wrong answers for this MAC: the answer was not checked. */
  | {
      readonly kind: 'slowed';
      readonly mac: string;
      readonly retryAfterMs: number;
      /** Undefined if the MAC is not registered. */
      readonly registration: PhoneRegistration | undefined;
    };

/** Checks whether a request is from the phone that it names; synchronously if no database access is needed. */
export type PhoneLogin = (request: LoginRequest) => Outcome | Promise<Outcome>;

const NO_MAC = '000000000000';

type FreshNonce = NonceState & { readonly kind: 'fresh' };

/** HTTP digest (RFC 7616): the user name is the MAC, the password the canonical MAC-ID. */
export function createLogin(dependencies: LoginDependencies): PhoneLogin {
  const { registrations, used, ids, nonces, guessLimiter, algorithms, now } = dependencies;
  // Decrypted for phones that are not registered, so that they take the same time.
  const noId = ids.encrypt(NO_MAC, randomBytes(2).toString('hex').toUpperCase());

  /** Whether the answer is right. Does the same work for every MAC. */
  const isRight = (answer: DigestAnswer, encryptedId: Uint8Array | undefined): boolean => {
    const id = encryptedId === undefined ? ids.decrypt(NO_MAC, noId) : ids.decrypt(answer.mac, encryptedId);
    const password = formatMacId({ mac: answer.mac, id });
    const same = isSame(digestResponse(answer.algorithm, answer, password), answer.response);
    return same && encryptedId !== undefined;
  };

  const verify = async (answer: DigestAnswer, address: string, nonce: FreshNonce): Promise<Outcome> => {
    const { mac, nc } = answer;
    const source = { kind: 'phone', network: networkOf(address) } as const;
    const [found] = await Promise.all([registrations.findForPhone(mac), guessLimiter.load([mac])]);
    // No other answer may be checked from here until the outcome is recorded.
    const retryAfterMs = guessLimiter.wait(mac, source);
    if (retryAfterMs > 0) return { kind: 'slowed', mac, retryAfterMs, registration: found };
    if (!isRight(answer, found?.encryptedId) || found === undefined) {
      guessLimiter.wrong(mac, source);
      await guessLimiter.share();
      const why = found === undefined ? 'unregistered' : 'wrong ID';
      return { kind: 'refused', why, mac, stale: false, registration: found };
    }
    // Only for right answers, so that wrong ones can neither fill the table nor use up another client's nonce.
    const key = nonce.number + Number.parseInt(nc, 16);
    const first = await used.useOnce(key, nonce.expiresAt, now());
    // A client repeats its answer after a broken connection, and can log in with a new nonce. That is not a guess, but it must
    // not reset the limits either, because an eavesdropper can send the same.
    if (!first) return { kind: 'refused', why: 'used nonce', mac, stale: true };
    guessLimiter.right(mac, source);
    return { kind: 'in', registration: found };
  };

  return (request) => {
    const { authorization, address } = request;
    if (authorization === undefined) return { kind: 'refused', why: 'no answer', stale: false };
    const answer = readAnswer(authorization, request, algorithms);
    if (answer === undefined) {
      const why = isForLongerPath(authorization, request.url) ? 'path changed by a proxy' : 'unusable answer';
      return { kind: 'refused', why, stale: false };
    }
    const { mac } = answer;
    const at = now();
    const nonce = nonces.look(answer.nonce, at);
    // An unchecked answer is not a guess, because it reveals nothing.
    if (nonce.kind !== 'fresh') {
      return { kind: 'refused', why: `${nonce.kind} nonce`, mac, stale: nonce.kind === 'expired' };
    }
    return verify(answer, address, nonce);
  };
}
