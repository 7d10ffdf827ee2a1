import type { Target } from '../api/target.ts';
import { splitUrl } from '../attributes/wire-url.ts';
import { hideCredentials, hideMacId } from '#autoprov';

/** What must not be shown of a phone, should a server repeat it: the ID of its MAC-ID, and the password in its URL. */
export function secretsOf(phone: Partial<Pick<Target, 'macId' | 'url'>>): readonly string[] {
  const id = phone.macId?.split('-')[1];
  const password = phone.url === undefined ? undefined : splitUrl(phone.url).credentials?.password;
  return [id, password, password && encodeURIComponent(password)].filter((text) => text !== undefined && text !== null);
}

/** Words of a server without secrets: neither those given nor any MAC-ID's ID or URL's password. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = hideCredentials(hideMacId(text));
  // As words of their own: an ID of four digits may be part of any MAC or number.
  for (const secret of secrets) {
    if (secret !== '') safe = safe.replace(new RegExp(`(?<!\\w)${escapeRegExp(secret)}(?!\\w)`, 'gi'), '***');
  }
  return safe;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
