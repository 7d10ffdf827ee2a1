import {
  AutoprovError,
  formatRefusal,
  hideCredentials,
  HttpStatusError,
  TransportError,
  type Refusal,
  type Registration,
} from '../autoprov/index.ts';
import type { Connection } from './connection.ts';
import { ProviderError, type Path, type Problem } from './framework/index.ts';

// Errors for people: what happened to which phone, the server's own words, what stands now, what to do next.

/** Where a refusal points at in the resource, and what it means in a sentence. */
const refusals: Readonly<Record<Refusal['code'], { readonly path: Path; readonly meaning: string }>> = {
  mac_already_in_use: {
    path: ['mac_id'],
    meaning: 'The phone is registered already.',
  },
  mac_invalid: {
    path: ['mac_id'],
    meaning:
      'The server does not accept this MAC-ID. Compare the MAC and the 4-character ID with the label on the phone; a MAC without its ID cannot be registered.',
  },
  mac_not_found: { path: ['mac_id'], meaning: 'The phone is not registered in your account.' },
  mac_not_exist: {
    path: ['mac_id'],
    meaning: 'The MAC is well formed, but the vendor made no phone with it. Compare it with the label on the phone.',
  },
  url_invalid: { path: ['url'], meaning: 'The server does not accept this redirect URL.' },
  name_invalid: { path: ['provider_name'], meaning: 'The server does not accept this provider name.' },
};

/** The server said no. `stands` tells what is the case now, `todo` what to do if the code's own advice is not enough. */
export function refused(mac: string, method: string, refusal: Refusal, stands: string): Problem {
  const { path, meaning } = refusals[refusal.code];
  return {
    summary: `Phone ${mac}: the redirect server refused (${refusal.code})`,
    detail: `autoprov.${method} answered ${hideCredentials(formatRefusal(refusal))}. ${meaning}\n\n${stands}`,
    path,
  };
}

/** The phone is registered in our own account with something else than planned. */
export const registeredElsewhere = (mac: string, registration: Registration): Problem => ({
  summary: `Phone ${mac} is registered already`,
  detail: `autoprov.registerDevice answered mac_already_in_use. In your account it points to
${describe(registration)}. Nothing was changed.

To take it over as it is, import it:   import {
                                         to = <the address of this resource>
                                         id = "${mac}"
                                       }
To overwrite it:                       on_conflict = "replace"`,
  path: ['mac_id'],
});

/** The phone belongs to somebody else. */
export const registeredBySomebodyElse = (mac: string): Problem => ({
  summary: `Phone ${mac} is registered by another account`,
  detail: `autoprov.registerDevice answered mac_already_in_use, and in your account the phone is not registered. Nothing was changed.

Only its owner or the vendor can free it: ask the phone's former provider to deregister ${mac}, or the vendor's support. on_conflict cannot help here.`,
  path: ['mac_id'],
});

export const describe = ({ url, providerName, date }: Registration): string =>
  `${hideCredentials(url)} (provider name ${JSON.stringify(providerName)}, since ${date})`;

/** The server could not be asked, or what it said could not be understood. */
export function unanswered(connection: Connection, mac: string, error: AutoprovError, stands: string): Problem {
  return {
    summary: `Phone ${mac}: ${headline(error)}`,
    detail: `${error.message}\n\n${stands}${advice(connection, error)}`,
  };
}

function headline(error: AutoprovError): string {
  if (error instanceof HttpStatusError && error.status === 401)
    return 'the redirect server does not accept user name and password';
  if (error instanceof HttpStatusError) return `the redirect server answered HTTP ${error.status}`;
  if (error instanceof TransportError) return 'the redirect server could not be asked';
  return 'the redirect server gave no answer that can be understood';
}

function advice({ username }: Connection, error: AutoprovError): string {
  if (error instanceof HttpStatusError && error.status === 401) {
    return ` The account was ${JSON.stringify(username)}: check username and password of the provider's configuration (GIGASET_USERNAME, GIGASET_PASSWORD).`;
  }
  if (error instanceof TransportError && error.code === 'unknown_host') {
    return ` Check endpoint in the provider's configuration (GIGASET_ENDPOINT).`;
  }
  return ' Apply again when the server answers: what was done meanwhile is recognised.';
}

/** Turns what a call threw into an error for people; faults of our own pass through as they are. */
export function rethrow(connection: Connection, mac: string, error: unknown, stands: string): never {
  if (error instanceof AutoprovError)
    throw new ProviderError(unanswered(connection, mac, error, stands), { cause: error });
  if (error instanceof Error && error.message === 'interrupted') {
    throw new ProviderError({ summary: `Phone ${mac}: interrupted`, detail: stands }, { cause: error });
  }
  throw error;
}
