import { isIPv6 } from 'node:net';

/** A label of a host name in DNS. Underscores are not for hosts (RFC 952), but resolvers and private networks accept them. */
const label = '[a-z0-9_-]{1,63}';
/** A dot at the end marks a complete name. */
const nameShape = new RegExp(`^${label}(?:\\.${label})*\\.?$`, 'i');
/** The limit of DNS, without the last dot (RFC 1035). */
const MAX_NAME_LENGTH = 253;

/** Whether a text is a host name, an IPv4 address, or an IPv6 address in brackets. */
export const isHostName = (text: string): boolean =>
  text.startsWith('[')
    ? text.endsWith(']') && isIPv6(text.slice(1, -1)) && !text.includes('%')
    : nameShape.test(text) && text.replace(/\.$/, '').length <= MAX_NAME_LENGTH;

/** The ASCII form of an international host name (`xn--…`); undefined if it has none. */
export function asciiHostName(text: string): string | undefined {
  if (!URL.canParse(`http://${text}/`)) return undefined;
  const { hostname } = new URL(`http://${text}/`);
  return isHostName(hostname) ? hostname : undefined;
}

/** One spelling for each host: names in lower case and without the last dot, IPv6 addresses as RFC 5952 writes them. */
export const canonicalHostName = (text: string): string =>
  text.startsWith('[') ? (asciiHostName(text) ?? text) : text.toLowerCase().replace(/\.$/, '');
