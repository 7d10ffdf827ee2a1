import { parseRedirectUrl, withCredentials } from '#autoprov';

/** Known credentials; the password may come from a write-only attribute. */
export interface UrlCredentials {
  readonly username: string;
  readonly password: string | null;
}

/** The redirect URL for the server, with the credentials, if any, before the host. */
export const wireUrl = (url: string, credentials: UrlCredentials | null): string =>
  credentials === null
    ? url
    : withCredentials(url, { username: credentials.username, password: credentials.password ?? '' });

/** Splits the credentials from a URL of the server, valid or not, so that the URL can be shown in a plan. */
export function splitUrl(url: string): { readonly url: string; readonly credentials: UrlCredentials | null } {
  // The user information is between the scheme and the last @ of the authority.
  const match = /^([a-z]+:\/\/)([^/?#]*)@(.*)$/is.exec(url);
  if (!match) return { url, credentials: null };
  const [, scheme = '', userInfo = '', rest = ''] = match;
  return { url: `${scheme}${rest}`, credentials: readUserInfo(userInfo) };
}

function readUserInfo(text: string): UrlCredentials {
  const parsed = parseRedirectUrl(`http://${text}@provider.example/`);
  if (parsed.ok && parsed.value.credentials) return parsed.value.credentials;
  // Characters that are not allowed in a URL are hidden too.
  const [username = '', ...password] = text.split(':');
  return { username, password: password.join(':') };
}
