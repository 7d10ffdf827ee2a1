import { splitUrl } from '../attributes/wire-url.ts';
import type { Target } from './target.ts';

/** The secrets of a phone, to be redacted if a server repeats them: the ID of its MAC-ID and the password in its URL. */
export function secretsOf(phone: Partial<Pick<Target, 'macId' | 'url'>>): readonly string[] {
  const id = phone.macId?.split('-')[1];
  const password = phone.url === undefined ? undefined : splitUrl(phone.url).credentials?.password;
  return [id, password, password && encodeURIComponent(password)].filter((text) => text !== undefined && text !== null);
}
