import type { Target } from '../api/target.ts';
import { splitUrl } from '../attributes/wire-url.ts';

/** What must not be shown of a phone, should a server repeat it: the ID of its MAC-ID, and the password in its URL. */
export function secretsOf(phone: Partial<Pick<Target, 'macId' | 'url'>>): readonly string[] {
  const id = phone.macId?.split('-')[1];
  const password = phone.url === undefined ? undefined : splitUrl(phone.url).credentials?.password;
  return [id, password, password && encodeURIComponent(password)].filter((text) => text !== undefined && text !== null);
}
