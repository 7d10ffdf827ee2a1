import { accept, quote, reject, type Parsed } from '../parsed.ts';

/** Where the redirect service answers XML-RPC (vendor manual). */
const defaultPath = '/apxml/rpc.do';

/**
 * Reads where a redirect server is: a host, `host:port`, or a URL, with a path or without.
 * A bare host is meant to be reached by https, this machine itself (127.0.0.0/8, ::1, localhost) by http.
 */
export function parseEndpoint(text: string): Parsed<URL> {
  const trimmed = text.trim();
  const headline = `${quote(trimmed.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@'))} is not an endpoint.`;
  const example = 'Write a host, as in prov.gigaset.net, or a URL, as in http://127.0.0.1:8080.';
  const url = toUrl(trimmed);
  if (url === undefined || url.hostname === '') return reject(headline, example);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return reject(headline, `It begins with ${url.protocol}//, and only https:// and http:// are known.`);
  }
  if (url.username !== '' || url.password !== '') {
    return reject(
      headline,
      'It carries a user name or password; these are given separately, since addresses are shown.',
    );
  }
  if (url.pathname === '/') url.pathname = defaultPath;
  url.hash = '';
  return accept(url);
}

function toUrl(text: string): URL | undefined {
  const parse = (candidate: string) => (URL.canParse(candidate) ? new URL(candidate) : undefined);
  if (/\s/.test(text)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parse(text);
  // An IPv6 address without brackets has no port, since nobody could tell it from the last group.
  const bare = parse(`https://${/^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text}`);
  return bare !== undefined && isLoopback(bare.hostname) ? parse(bare.href.replace('https:', 'http:')) : bare;
}

function isLoopback(hostname: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|\[::1\]|(?:.+\.)?localhost)$/i.test(hostname);
}
