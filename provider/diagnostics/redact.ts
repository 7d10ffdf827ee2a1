import { splitUrl } from '../attributes/wire-url.ts';

interface Secretive {
  /** The 4-character ID of a phone. */
  readonly id?: string | undefined;
  /** A redirect URL. */
  readonly url?: string | undefined;
}

/** The secrets of a phone and its redirect URL, to be redacted if a server repeats them. */
export function secretsOf({ id, url }: Secretive): readonly string[] {
  const password = url === undefined ? undefined : splitUrl(url).credentials?.password;
  return [id, password, password && encodeURIComponent(password)].filter((text) => text !== undefined && text !== null);
}
