import { Buffer } from 'node:buffer';
import { BlockList, isIP } from 'node:net';
import { accept, reject, type Parsed } from '../parsed.ts';

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy, and the environment variable that names it. */
export interface Proxy {
  /** Without credentials, so that messages can show it. */
  readonly url: URL;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  readonly variable: string;
}

/** The schemes of a proxy's URL. With `socks5`, this machine resolves host names; with `socks5h`, the proxy does. */
const schemes = ['http:', 'https:', 'socks5:', 'socks5h:'];

/**
 * Finds the proxy for a URL (http or https) in HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, as Go programs and curl do.
 * Upper case takes precedence over lower case, an empty variable counts as unset, a value without a scheme is an HTTP
 * proxy, and this machine itself (localhost, loopback addresses) is never reached through a proxy. HTTP_PROXY is ignored in
 * a CGI program (REQUEST_METHOD is set), where a client can set it by a header.
 *
 * Source: golang.org/x/net/http/httpproxy, and curl's manual for ALL_PROXY.
 */
export function findProxy(target: URL, environment: Environment): Parsed<Proxy | undefined> {
  const secure = target.protocol === 'https:';
  const isCgi = (environment['REQUEST_METHOD'] ?? '') !== '';
  const names = [...(secure ? ['HTTPS_PROXY'] : isCgi ? [] : ['HTTP_PROXY']), 'ALL_PROXY'];
  const [variable, value] = firstSet(names, environment) ?? [];
  if (variable === undefined || value === undefined) return accept(undefined);
  const [, exceptions = ''] = firstSet(['NO_PROXY'], environment) ?? [];
  if (isLocal(target.hostname) || isException(target, exceptions)) return accept(undefined);

  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const headline = `${variable} is not the URL of a proxy.`;
  if (!URL.canParse(text)) {
    return reject(
      headline,
      'Write a URL, as in http://proxy.example:3128, or http://name:password@proxy.example:3128.',
    );
  }
  const url = new URL(text);
  if (!schemes.includes(url.protocol)) {
    return reject(headline, `It begins with ${url.protocol}//; http://, https:// and socks5:// are supported.`);
  }
  if (url.hostname === '') return reject(headline, 'It has no host.');
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const hasCredentials = username !== '' || password !== '';
  const credentials = hasCredentials ? { username: decode(username), password: decode(password) } : undefined;
  return accept({ url: new URL(`${url.protocol}//${url.host}`), credentials, variable });
}

/** The value of a `Proxy-Authorization` header, or undefined if the proxy needs no credentials. */
export function proxyAuthorization({ credentials }: Proxy): string | undefined {
  if (credentials === undefined) return undefined;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function firstSet(names: readonly string[], environment: Environment): readonly [string, string] | undefined {
  for (const name of names.flatMap((upper) => [upper, upper.toLowerCase()])) {
    const value = environment[name]?.trim() ?? '';
    if (value !== '') return [name, value];
  }
  return undefined;
}

function isLocal(hostname: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/i.test(hostname);
}

/**
 * Whether NO_PROXY lists a host. An entry is `*`, an address, a network (`10.0.0.0/8`), or a domain: `example.com` matches
 * the domain and its subdomains, `.example.com` and `*.example.com` only its subdomains. A port restricts the entry to that
 * port.
 */
function isException(target: URL, exceptions: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  return exceptions
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const [, network, length] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (network !== undefined && length !== undefined) return isInNetwork(host, network, Number(length));
  const { name, entryPort } = splitPort(entry);
  if (entryPort !== '' && entryPort !== port) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && isInNetwork(host, name, isIP(name) === 6 ? 128 : 32);
  const domain = name.replace(/^\*(?=\.)/, '');
  if (domain.startsWith('.')) return host.endsWith(domain);
  return host === domain || host.endsWith(`.${domain}`);
}

/** Splits `host:port`, `[address]:port`, or a bare host or address. */
function splitPort(entry: string): { readonly name: string; readonly entryPort: string } {
  if (isIP(entry) === 6) return { name: entry, entryPort: '' };
  const [, bracketed, plain, entryPort = ''] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  return { name: bracketed ?? plain ?? entry, entryPort };
}

/** Whether an address is in a network. False for anything that is not an address. */
function isInNetwork(host: string, network: string, length: number): boolean {
  const family = isIP(network);
  if (isIP(host) === 0 || family === 0 || length > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, length, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
