import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses of IPv4 clients behind a translator (RFC 6052). They share one /64, so they are counted as IPv4. */
const TRANSLATED_RANGE = 'rfc6052';

/**
 * The network by which guesses of a client are counted: an IPv4 address itself, also if it is written as IPv6
 * (`::ffff:192.0.2.7`), and the /64 of an IPv6 address, which is what one customer gets and can draw addresses from.
 * Other text, which a proxy may have passed on, is its own network.
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  // Not a zone such as `%eth0`, which is part of an address on this machine's own links.
  const [text = ''] = address.split('%', 1);
  if (!ipaddr.isValid(text)) return address;
  const parsed = ipaddr.process(text);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const { parts } = parsed;
  if (parsed.range() === TRANSLATED_RANGE) {
    return parts
      .slice(6)
      .flatMap((part) => [part >> 8, part & 0xff])
      .join('.');
  }
  const prefix = parts.slice(0, 4).map((part) => part.toString(16));
  return `${prefix.join(':')}::/64`;
}
