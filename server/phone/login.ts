import { randomBytes } from 'node:crypto';
import type { IdCipher } from '../encryption/index.ts';
import type { NonceStore, PhoneRegistration, RegistrationStore } from '../storage/index.ts';
import { type AskedFor, type DigestAnswer, readAnswer } from './answer.ts';
import { type Algorithm, digestResponse, isSame } from './digest.ts';
import type { GuessLimiter } from './guess-limiter.ts';
import type { Nonces, NonceState } from './nonces.ts';
import { formatMacId } from '#autoprov';

/** What a login of phones works with. */
export interface LoginDependencies {
  readonly registrations: Pick<RegistrationStore, 'findForPhone'>;
  /** Which answers were given already. */
  readonly used: NonceStore;
  readonly ids: IdCipher;
  readonly nonces: Nonces;
  readonly guessLimiter: GuessLimiter;
  readonly algorithms: readonly Algorithm[];
  /** In ms since 1970. */
  readonly now: () => number;
}

/** A request as the login sees it. */
export interface LoginRequest extends AskedFor {
  readonly authorization: string | undefined;
  /** Where it came from. */
  readonly address: string;
}

/** Why a phone was not let in: for the log alone. From outside `unregistered` and `wrong ID` look alike, and so does a MAC that no phone has. */
export type Reason =
  'no answer' | 'unusable answer' | 'foreign nonce' | 'expired nonce' | 'used nonce' | 'unregistered' | 'wrong ID';

export type Outcome =
  | { readonly kind: 'in'; readonly registration: PhoneRegistration }
  | { readonly kind: 'refused'; readonly why: Reason; readonly mac?: string; readonly stale: boolean }
  /** Too many wrong answers were given for this MAC: the answer was not looked at. */
  | { readonly kind: 'slowed'; readonly mac: string; readonly retryAfterMs: number };

/** Says whether a request is from the phone that it says it is from; at once, where nobody has to be asked for it. */
export type Login = (request: LoginRequest) => Outcome | Promise<Outcome>;

const nobody = '000000000000';

type FreshNonce = NonceState & { readonly kind: 'fresh' };

/** HTTP digest (RFC 7616): the user name is the MAC, the password the MAC-ID in its canonical form. */
export function createLogin(dependencies: LoginDependencies): Login {
  const { registrations, used, ids, nonces, guessLimiter, algorithms, now } = dependencies;
  // Opened in place of the ID of a phone that is not registered: that takes as long as where one is.
  const noId = ids.encrypt(nobody, randomBytes(2).toString('hex').toUpperCase());

  /** Whether the answer is right; does the same work for every MAC. */
  const isRight = (answer: DigestAnswer, encryptedId: Uint8Array | undefined): boolean => {
    const id = encryptedId === undefined ? ids.decrypt(nobody, noId) : ids.decrypt(answer.mac, encryptedId);
    const password = formatMacId({ mac: answer.mac, id });
    const same = isSame(digestResponse(answer.algorithm, answer, password), answer.response);
    return same && encryptedId !== undefined;
  };

  const verify = async (answer: DigestAnswer, address: string, at: number, nonce: FreshNonce): Promise<Outcome> => {
    const { mac, nc } = answer;
    const found = await registrations.findForPhone(mac);
    // From here to what came of it, no other answer is looked at.
    const retryAfterMs = guessLimiter.wait(mac, address, at);
    if (retryAfterMs > 0) return { kind: 'slowed', mac, retryAfterMs };
    if (!isRight(answer, found?.encryptedId) || found === undefined) {
      guessLimiter.wrong(mac, address, at);
      return { kind: 'refused', why: found === undefined ? 'unregistered' : 'wrong ID', mac, stale: false };
    }
    // Asked only for right answers: nobody fills the table, or uses up another's nonce, with wrong ones.
    const key = nonce.number + Number.parseInt(nc, 16);
    const first = await used.useOnce(key, nonce.expiresAt, now());
    // A client whose connection broke sends the same once more: with a new nonce it will be let in. It was no guess; but who
    // listens on the wire shall not clear the way with it.
    if (!first) return { kind: 'refused', why: 'used nonce', mac, stale: true };
    guessLimiter.right(mac, address);
    return { kind: 'in', registration: found };
  };

  return (request) => {
    const { authorization, address } = request;
    if (authorization === undefined) return { kind: 'refused', why: 'no answer', stale: false };
    const answer = readAnswer(authorization, request, algorithms);
    if (answer === undefined) return { kind: 'refused', why: 'unusable answer', stale: false };
    const { mac } = answer;
    const at = now();
    const nonce = nonces.look(answer.nonce, at);
    // What was not looked at is no guess: it tells nobody anything.
    if (nonce.kind !== 'fresh') {
      return { kind: 'refused', why: `${nonce.kind} nonce`, mac, stale: nonce.kind === 'expired' };
    }
    return verify(answer, address, at, nonce);
  };
}
