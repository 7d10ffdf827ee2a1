import { CallError } from '../api/call-with-reconciliation.ts';
import type { Phone, Refused } from '../api/check.ts';
import type { Connection } from '../api/connection.ts';
import { secretsOf } from '../api/secrets.ts';
import type { Target } from '../api/target.ts';
import {
  AnswerFormatError,
  formatRefusal,
  HttpStatusError,
  redact,
  redactUrl,
  TransportError,
  XmlRpcFaultError,
  type Refusal,
  type Registration,
} from '#autoprov';
import type { Path, Problem } from '#framework';

// Each text says what failed, then the cause in the server's words, then the current state, then what to do.

/** The attribute that an answer code is about, its meaning, and what to do about it. */
const refusals: Readonly<Record<Refusal['code'], { readonly path: Path; readonly meaning: string; todo: string }>> = {
  mac_already_in_use: {
    path: ['mac_id'],
    meaning: 'The phone is registered already.',
    todo: 'Plan again to see with what.',
  },
  mac_invalid: {
    path: ['mac_id'],
    meaning: 'The server does not accept this MAC-ID.',
    todo: 'Compare the MAC and the 4-character ID with the label on the phone; a MAC without its ID cannot be registered.',
  },
  mac_not_found: {
    path: ['mac_id'],
    meaning: 'The phone is not registered in your account.',
    todo: 'Plan again to see what stands.',
  },
  mac_not_exist: {
    path: ['mac_id'],
    meaning: 'The MAC is well formed, but the vendor made no phone with it.',
    todo: 'Compare it with the label on the phone.',
  },
  url_invalid: {
    path: ['url'],
    meaning: 'The server does not accept this redirect URL.',
    todo: 'Correct url and apply again.',
  },
  name_invalid: {
    path: ['provider_name'],
    meaning: 'The server does not accept this provider name.',
    todo: 'Correct provider_name and apply again.',
  },
};

/** The server refused a request. `stands` is the sentence about the current state. */
export function refused(phone: Phone, answer: Refused, stands: string): Problem {
  const { refusal } = answer;
  const { path, meaning, todo } = refusals[refusal.code];
  return {
    summary: `Phone ${phone.mac}: the redirect server refused (${refusal.code})`,
    detail: `${answered(phone, answer)} ${meaning} ${stands}\n\n${todo}`,
    path,
  };
}

const answered = (phone: Phone, { method, refusal }: Refused): string =>
  `autoprov.${method} answered ${redact(formatRefusal(refusal), secretsOf(phone))}.`;

/** Our own account has registered the phone with another target. */
export const registeredElsewhere = (registration: Registration, answer: Refused): Problem => ({
  summary: `Phone ${registration.mac} is registered already`,
  detail: `${answered(registration, answer)} In your account it points to
${describe(registration)}. Nothing was changed.

To take it over as it is, import it:   ${importBlock(registration.mac)}
To overwrite it:                       on_conflict = "replace"`,
  path: ['mac_id'],
});

/** An import block to be pasted, whose first line begins in column `indent`. */
export const importBlock = (mac: string, indent = 39): string => {
  const margin = ' '.repeat(indent);
  return `import {
${margin}  to = <the address of this resource>
${margin}  id = "${mac}"
${margin}}`;
};

/** Another account has registered the phone. */
export const registeredBySomebodyElse = (mac: string, answer: Refused): Problem => ({
  summary: `Phone ${mac} is registered by another account`,
  detail: `${answered({ mac }, answer)} In your account the phone is not registered. Nothing was changed.

Only its owner or the vendor can free it: ask the phone's former provider to deregister ${mac}, or the vendor's support. on_conflict cannot help here.`,
  path: ['mac_id'],
});

/** The server answered OK, and a moment later returned something else. */
export const changedBySomebodyElse = (mac: string, now: Registration | undefined): Problem => ({
  summary: `Phone ${mac}: the redirect server does not have what it has just registered`,
  detail: `autoprov.registerDevice answered OK, and then autoprov.checkDevice ${now ? `showed ${describe(now)}` : 'did not know the phone'}. Somebody else may be changing it at the same moment.

Plan again to see what stands.`,
});

/** The phone cannot be changed, because it could not be registered again without its ID. */
export const cannotBeRegisteredAgain = (mac: string): Problem => ({
  summary: `Phone ${mac} cannot be changed without its ID`,
  detail: `A change deregisters the phone and registers it anew, and that takes the 4-character ID from its label. mac_id has the MAC only. Nothing was changed.

Write the whole MAC-ID, as in mac_id = "7C2F80820EC0-55DF", and apply again.`,
  path: ['mac_id'],
});

/** Neither the new nor the former registration could be made. */
export function registeredNowhere(
  connection: Connection,
  wanted: Target,
  former: Target,
  failure: Refused | CallError,
  because: Refused | CallError,
): Problem {
  const uncertain = [failure, because].some((end) => end instanceof CallError && end.uncertainty !== undefined);
  const reason = (end: Refused | CallError, phone: Target): string =>
    end instanceof CallError ? whatFailed(end) : answered(phone, end);
  const { path, todo } =
    failure instanceof CallError
      ? { path: undefined, todo: advice(connection, failure) }
      : refusals[failure.refusal.code];
  return {
    summary: `Phone ${wanted.mac} is ${uncertain ? 'probably ' : ''}not registered any more`,
    detail: `A change deregisters a phone and registers it again. Registering it again failed: ${reason(failure, wanted)}
Restoring its former registration, ${whatStoodBefore(former)}, failed as well: ${reason(because, former)}

${todo} The next apply registers it.`,
    ...(path && { path }),
  };
}

/** A warning: the phone is registered, but its date could not be read. */
export const dateNotKnown = (phone: Phone, end: Refused | CallError): Problem => ({
  // The summary is the same for every phone, so that the engine shows it once.
  summary: 'Phone registered, but its registration date could not be read',
  detail: `Phone ${phone.mac} is registered. ${end instanceof CallError ? whatFailed(end) : answered(phone, end)} registered_at stays empty until the next plan reads it.`,
});

export const describe = ({ url, providerName, date }: Registration): string =>
  `${redactUrl(url)} (provider name ${JSON.stringify(providerName)}, since ${date})`;

export const whatStoodBefore = ({ url, providerName }: Target): string =>
  `${redactUrl(url)} (provider name ${JSON.stringify(providerName)})`;

/**
 * A call for one phone failed. The same error of further phones refers to the first one: with 200 phones, the user reads
 * the explanation once.
 */
export function failed(connection: Connection, { mac }: Phone, failure: CallError, stands: string): Problem {
  const { cause, interrupted, uncertainty } = failure;
  const now = uncertainty ? `${stands}: the next apply asks the server, and goes on from there.` : stands;
  if (cause === undefined) {
    return { summary: `Phone ${mac}: interrupted`, detail: `${now} Apply again to go on.` };
  }
  const summary = `Phone ${mac}: ${headline(failure)}`;
  const kind = `${headline(failure)} ${cause instanceof XmlRpcFaultError ? failure.words : ''}`;
  const first = connection.explained.get(kind);
  if (first !== undefined && first !== mac) {
    return {
      summary,
      detail: `${now} autoprov.${failure.method} failed as with phone ${first}, where it is explained.`,
    };
  }
  connection.explained.set(kind, mac);
  return {
    summary,
    detail: `${whatFailed(failure)} ${now}\n\n${interrupted ? 'Apply again to go on.' : advice(connection, failure)}`,
  };
}

/** The phones of the account could not be listed. */
export function notListed(connection: Connection, failure: CallError): Problem {
  const { cause, interrupted } = failure;
  if (cause === undefined) return { summary: 'Interrupted before the phones were listed' };
  return {
    summary: `The phones could not be listed: ${headline(failure)}`,
    detail: `${whatFailed(failure)}\n\n${interrupted ? 'Plan again to go on.' : advice(connection, failure)}`,
  };
}

/** Why a call failed, in a few words that can follow a colon. */
export function headline({ cause, interrupted }: CallError): string {
  if (interrupted) return 'interrupted while the redirect server was in trouble';
  if (cause instanceof HttpStatusError) {
    if (cause.status === 401) return 'the redirect server does not accept user name and password';
    if (cause.status === 429) return 'the redirect server asks for fewer requests (HTTP 429)';
    return `the redirect server answered HTTP ${cause.status}`;
  }
  if (cause instanceof XmlRpcFaultError) return 'the redirect server answered with a fault';
  if (cause instanceof TransportError) return transport[cause.code] ?? 'the redirect server could not be asked';
  return 'the redirect server gave no answer that can be understood';
}

const transport: Readonly<Partial<Record<TransportError['code'], string>>> = {
  refused: 'the redirect server is not there (connection refused)',
  unknown_host: 'the redirect server was not found (no such host)',
  reset: 'the connection to the redirect server broke',
  incomplete: 'the redirect server gave half an answer',
  timeout: 'the redirect server did not answer in time',
  tls: 'there is no secure connection to the redirect server',
};

/** The server's words, and how often the call was tried. */
export function whatFailed({ words, attempts, uncertainty }: CallError): string {
  const tried = attempts > 1 ? ` It was tried ${attempts} times.` : '';
  if (!uncertainty) return `${sentence(words)}${tried}`;
  const same = problemIn(uncertainty.words) === problemIn(words);
  const doubted = same ? 'in the same way.' : `too: ${sentence(uncertainty.words)}`;
  return `${sentence(words)}${tried} Then autoprov.${uncertainty.method}, which would have told what became of it, failed ${doubted}`;
}

const problemIn = (words: string): string => words.replace(/^autoprov\.\w+ at /, '');

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

const CONFIGURATION = 'in the configuration of the provider';

/** What the user can do about a failed call. */
export function advice({ username }: Connection, { cause }: CallError): string {
  if (cause instanceof HttpStatusError) {
    const { status, retryAfterMs } = cause;
    if (status === 401) {
      return `The account was ${JSON.stringify(username)}. Correct username and password ${CONFIGURATION} (GIGASET_USERNAME, GIGASET_PASSWORD) and apply again. So that the account is not locked, nothing more is asked with them until then.`;
    }
    const later =
      retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} seconds, as the server asks`;
    if (status === 429) {
      return `Apply again ${later}. max_concurrent_requests ${CONFIGURATION} lets fewer requests go out at once.`;
    }
    return status >= 500 ? `Apply again ${later}.` : `Check endpoint ${CONFIGURATION} (GIGASET_ENDPOINT).`;
  }
  if (cause instanceof TransportError) {
    if (cause.code === 'tls') {
      return `ca_certificate ${CONFIGURATION} makes an authority of your own trusted.`;
    }
    const there = ['refused', 'unknown_host', 'unreachable', 'not_http'].includes(cause.code);
    return there
      ? `Check endpoint ${CONFIGURATION} (GIGASET_ENDPOINT), and apply again when the server is up.`
      : APPLY_AGAIN;
  }
  if (cause instanceof AnswerFormatError) {
    return `Check endpoint ${CONFIGURATION} (GIGASET_ENDPOINT), and whether something else, a proxy for instance, answers in the server's place.`;
  }
  return `${APPLY_AGAIN} If it fails in the same way, the server's log should tell more.`;
}

const APPLY_AGAIN = 'Apply again: what was done meanwhile is recognised.';
