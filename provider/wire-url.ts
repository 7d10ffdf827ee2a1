import { parseRedirectUrl, withCredentials } from '../autoprov/index.ts';

/** `url_credentials` with what is known of it; the password may have come from a write-only attribute. */
export interface UrlCredentials {
  readonly username: string;
  readonly password: string | null;
}

/** The redirect URL as it goes to the server: with the credentials, where there are any, in front of the host. */
export const wireUrl = (url: string, credentials: UrlCredentials | null): string =>
  credentials === null
    ? url
    : withCredentials(url, { username: credentials.username, password: credentials.password ?? '' });

/** A URL that came from the server, with its credentials taken out: what may be shown in a plan. */
export function splitUrl(url: string): { readonly url: string; readonly credentials: UrlCredentials | null } {
  const parsed = parseRedirectUrl(url);
  if (!parsed.ok || parsed.value.credentials === undefined) return { url, credentials: null };
  // The user information stands between the scheme and the last @ of the authority.
  const match = /^([a-z]+:\/\/)[^/]*@(.*)$/is.exec(url);
  return { url: match ? `${match[1]}${match[2]}` : url, credentials: parsed.value.credentials };
}
