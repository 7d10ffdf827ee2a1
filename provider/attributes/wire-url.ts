import { parseRedirectUrl, withCredentials } from '#autoprov';

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

/** A URL that came from the server, whatever else it is, with its credentials taken out: what may be shown in a plan. */
export function splitUrl(url: string): { readonly url: string; readonly credentials: UrlCredentials | null } {
  // The user information stands between the scheme and the last @ of the authority.
  const match = /^([a-z]+:\/\/)([^/?#]*)@(.*)$/is.exec(url);
  if (!match) return { url, credentials: null };
  const [, scheme = '', userInfo = '', rest = ''] = match;
  return { url: `${scheme}${rest}`, credentials: readUserInfo(userInfo) };
}

function readUserInfo(text: string): UrlCredentials {
  const parsed = parseRedirectUrl(`http://${text}@provider.example/`);
  if (parsed.ok && parsed.value.credentials) return parsed.value.credentials;
  // Signs that no URL may have: as they stand they are hidden as well.
  const [username = '', ...password] = text.split(':');
  return { username, password: password.join(':') };
}
