import type { CallError } from './call-error.ts';
import {
  AnswerFormatError,
  HttpStatusError,
  redactUrl,
  TransportError,
  XmlRpcFaultError,
  type AutoprovError,
  type RedirectTarget,
  type Registration,
} from '#autoprov';
import type { Problem } from '#framework';

// Each text says what failed, then the cause in the server's words, then the current state, then what to do.

/** The account that calls are made with. */
export interface Account {
  readonly username: string;
  /** The errors that were explained to the user already, by their causes. */
  readonly explained: Map<string, ExplainedError>;
}

/** An error that was explained: of which phone, and what it said about the registration. */
export interface ExplainedError {
  readonly mac: string;
  readonly state: string;
}

export const UNKNOWN_REGISTRATION = 'Its current registration is unknown. Run plan again to check it.';

/**
 * A call for one phone failed. An engine prints an error for each phone, so the first one explains the cause, and further
 * ones are one line that refers to it: with 200 phones, the user reads the explanation once.
 *
 * @param failed what failed, such as `Phone 7C2F80820EC0 could not be read`
 * @param state one or more sentences about the current registration
 */
export function callFailed(account: Account, mac: string, failed: string, error: CallError, state: string): Problem {
  const { cause } = error;
  if (cause === undefined) return { summary: `${failed}: interrupted`, detail: `${state} ${CONTINUE}` };
  const key = causeKey(cause, headline(error));
  const first = account.explained.get(key);
  if (first !== undefined && first.mac !== mac) {
    const summary = `${failed}: see the error for phone ${first.mac}`;
    // An engine prints the address of the resource below the summary, so an empty detail leaves a short block.
    return state === first.state ? { summary } : { summary, detail: state };
  }
  account.explained.set(key, { mac, state });
  const advice = error.isInterrupted ? CONTINUE : adviceFor(account, error);
  return { summary: `${failed}: ${headline(error)}`, detail: `${describeCall(error)} ${state}\n\n${advice}` };
}

/** Errors with the same explanation have the same key. */
const causeKey = (cause: AutoprovError, text: string): string => {
  if (cause instanceof XmlRpcFaultError) return `${text} ${cause.message}`;
  return cause instanceof TransportError ? `${text} ${cause.code}` : text;
};

/** The phones of the account could not be listed. */
export function listFailed(account: Account, error: CallError): Problem {
  if (error.cause === undefined) return { summary: 'Interrupted before the phones were listed' };
  return {
    summary: `The phones could not be listed: ${headline(error)}`,
    detail: `${describeCall(error)}\n\n${error.isInterrupted ? 'Run plan again.' : adviceFor(account, error)}`,
  };
}

/** A warning: the plan could not check which phones are already registered. Given once for all phones. */
export const notAskedAtPlan = (account: Account, error: CallError): Problem => ({
  summary: 'The redirect server could not be reached during the plan',
  detail: `${describeCall(error)} The plan could not check whether new phones are already registered. The apply needs the server.

${adviceFor(account, error)}`,
});

/** `http://provider.example/ (provider name "Daryna", since …)`, without secrets. */
export function describeTarget({ url, providerName, date }: RedirectTarget & Partial<Registration>): string {
  return `${redactUrl(url)} (provider name ${JSON.stringify(providerName)}${date === undefined || date === null ? '' : `, since ${date}`})`;
}

/** Why a call failed, in a few words that can follow a colon. */
export function headline({ cause, isInterrupted }: CallError): string {
  if (isInterrupted) return 'interrupted while the redirect server was failing';
  if (cause instanceof HttpStatusError) {
    if (cause.status === 401) return 'the redirect server rejected the user name or password';
    if (cause.status === 429) return 'the redirect server limits the rate of requests (HTTP 429)';
    return `the redirect server answered HTTP ${cause.status}`;
  }
  if (cause instanceof XmlRpcFaultError) return 'the redirect server answered with a fault';
  if (cause instanceof TransportError) return transportHeadlines[cause.code] ?? 'the redirect server cannot be reached';
  return 'the redirect server sent an answer that cannot be understood';
}

const transportHeadlines: Readonly<Partial<Record<TransportError['code'], string>>> = {
  refused: 'the redirect server refused the connection',
  proxy_unreachable: 'the proxy cannot be reached',
  proxy_refused: 'the proxy refused the connection',
  unknown_host: 'the host of the redirect server is unknown',
  reset: 'the connection to the redirect server broke',
  incomplete: 'the redirect server sent an incomplete answer',
  timeout: 'the redirect server did not answer in time',
  tls: 'no secure connection to the redirect server',
};

/** The server's words, the number of attempts, and why it is unknown whether the call took effect. */
export function describeCall({ message, attempts, uncertainty }: CallError): string {
  const tried = attempts > 1 ? ` Gave up after ${attempts} attempts.` : '';
  if (!uncertainty) return `${sentence(message)}${tried}`;
  const isSame = withoutMethod(uncertainty.message) === withoutMethod(message);
  const why = isSame ? `autoprov.${uncertainty.method} failed in the same way` : uncertainty.message;
  return `${sentence(message)}${tried} Whether it took effect could not be checked: ${sentence(why)}`;
}

const withoutMethod = (message: string): string => message.replace(/^autoprov\.\w+ at /, '');

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** What the user can do about a failed call. */
export function adviceFor({ username }: Account, { cause }: CallError): string {
  if (cause instanceof HttpStatusError) {
    const { status, retryAfterMs } = cause;
    if (status === 401) {
      return `The user name was ${JSON.stringify(username)}. Correct username and password in the provider configuration (GIGASET_USERNAME, GIGASET_PASSWORD) and apply again. No further requests were sent, because repeated attempts may lock the account.`;
    }
    const when = retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} seconds (Retry-After)`;
    if (status === 429) {
      return `Apply again ${when}. To send fewer requests at once, lower max_concurrent_requests in the provider configuration.`;
    }
    return status >= 500 ? `Apply again ${when}.` : CHECK_ENDPOINT;
  }
  if (cause instanceof TransportError) {
    if (cause.code === 'tls') {
      return 'If the certificate comes from an authority of your own, set ca_certificate in the provider configuration.';
    }
    if (cause.code === 'proxy_unreachable' || cause.code === 'proxy_refused') {
      return 'Correct the environment variable that the error names, or list the redirect server in NO_PROXY, and apply again.';
    }
    const isMisdirected = ['refused', 'unknown_host', 'unreachable', 'not_http'].includes(cause.code);
    return isMisdirected ? `${CHECK_ENDPOINT} If it is correct, apply again when the server is up.` : APPLY_AGAIN;
  }
  if (cause instanceof AnswerFormatError) {
    return `${CHECK_ENDPOINT} If it is correct, a proxy may be answering in the server's place.`;
  }
  return `${APPLY_AGAIN} If it fails again, see the server's log.`;
}

const CHECK_ENDPOINT = 'Check endpoint in the provider configuration (GIGASET_ENDPOINT).';
const CONTINUE = 'Apply again to continue.';
const APPLY_AGAIN = 'Apply again. Changes that took effect in the meantime are recognised.';
