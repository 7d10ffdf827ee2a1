import { credentialsOf } from '../../attributes/url-credentials.ts';
import { splitUrl, wireUrl } from '../../attributes/wire-url.ts';
import type { Plan, State } from './attributes.ts';
import { parsedMacId } from './mac-id-text.ts';
import { isKnown, isUnknown } from '#framework';

// Compares a phone's attributes with the plan and with the server. The URL of the server contains the credentials, and a
// write-only password is only in the configuration and on the server.

/** Whether the server needs a request: another URL, credentials, name or ID (but not an ID after an import without one). */
export function changesRegistration(prior: State, plan: Plan, config: Plan): boolean {
  const before = parsedMacId(prior.mac_id)?.id;
  const after = isKnown(plan.mac_id) ? parsedMacId(plan.mac_id)?.id : undefined;
  return (
    plan.provider_name !== prior.provider_name ||
    (before !== undefined && after !== undefined && before !== after) ||
    changesWireUrl(prior, plan, config)
  );
}

/** Whether the URL with credentials changes, or may; moving credentials between attributes does not change it. */
function changesWireUrl(prior: State, plan: Plan, config: Plan): boolean {
  if (plan.url === prior.url && !changesCredentials(prior.url_credentials, plan.url_credentials)) return false;
  const before = knownWireUrl(prior, null);
  const after = knownWireUrl(plan, config.url_credentials);
  return before === undefined || after === undefined || before !== after;
}

/** The URL with credentials; undefined if part of it is unknown, for example a write-only password in a state. */
export function knownWireUrl(
  { url, url_credentials: credentials }: Pick<Plan, 'url' | 'url_credentials'>,
  configured: Plan['url_credentials'],
): string | undefined {
  if (!isKnown(url)) return undefined;
  if (credentials === null) return url;
  if (!isKnown(credentials) || !isKnown(credentials.username)) return undefined;
  const password = credentials.password ?? (isKnown(configured) ? configured.password_wo : null);
  return isKnown(password) ? wireUrl(url, { username: credentials.username, password }) : undefined;
}

function changesCredentials(prior: State['url_credentials'], plan: Plan['url_credentials']): boolean {
  if (prior === null || plan === null || isUnknown(plan)) return prior !== plan;
  return (
    prior.username !== plan.username ||
    prior.password !== plan.password ||
    prior.password_wo_version !== plan.password_wo_version
  );
}

/**
 * The server's URL in the form of the state. An equivalent URL changes nothing; otherwise, its credentials are moved to where
 * they are hidden. A write-only password cannot be compared, so only the user name is.
 */
export function urlAsKnown(state: State, url: string): Pick<State, 'url' | 'url_credentials'> {
  const { url_credentials: known } = state;
  const same = { url: state.url, url_credentials: known };
  const found = splitUrl(url);
  if (url === state.url && known === null && found.credentials === null) return same;
  if (found.credentials === null) return { url, url_credentials: null };
  if (known?.password === null && known.username === found.credentials.username) {
    return { url: found.url, url_credentials: known };
  }
  if (known !== null && wireUrl(state.url, credentialsOf(known, null)) === url) return same;
  return {
    url: found.url,
    url_credentials: {
      ...found.credentials,
      password_wo: null,
      password_wo_version: known?.password_wo_version ?? null,
    },
  };
}

/** Whether the server has the URL and the credentials of the state, as far as they can be compared. */
export const isSameUrl = (state: State, seen: Pick<State, 'url' | 'url_credentials'> | undefined): boolean =>
  seen?.url === state.url && seen.url_credentials === state.url_credentials;
