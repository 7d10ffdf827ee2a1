import { accept, quote, reject, type Parsed } from '../parsed.ts';
import { redactUrl } from '../redact-url.ts';

/** The path of the XML-RPC interface (vendor manual). */
const defaultPath = '/apxml/rpc.do';

/**
 * Parses the address of a redirect server: a host, `host:port`, or a URL with or without a path. Without a scheme, https
 * is used, except for this machine itself (127.0.0.0/8, ::1, localhost), where http is used.
 */
export function parseEndpoint(text: string): Parsed<URL> {
  const trimmed = text.trim();
  const headline = `${quote(redactUrl(trimmed))} is not an endpoint.`;
  const url = toUrl(trimmed);
  if (url === undefined || url.hostname === '') {
    return reject(headline, 'Write a host, as in prov.gigaset.net, or a URL, as in http://127.0.0.1:8080.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return reject(headline, `It begins with ${url.protocol}//; only https:// and http:// are supported.`);
  }
  if (url.username !== '' || url.password !== '') {
    return reject(
      headline,
      'It contains a user name or password. Configure these separately, because the endpoint appears in messages.',
    );
  }
  if (url.pathname === '/') url.pathname = defaultPath;
  url.hash = '';
  return accept(url);
}

function toUrl(text: string): URL | undefined {
  const parse = (candidate: string): URL | undefined => (URL.canParse(candidate) ? new URL(candidate) : undefined);
  if (/\s/.test(text)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parse(text);
  // An IPv6 address without brackets cannot have a port, which would look like its last group.
  const bare = parse(`https://${/^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text}`);
  return bare !== undefined && isLoopback(bare.hostname) ? parse(bare.href.replace('https:', 'http:')) : bare;
}

function isLoopback(hostname: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|\[::1\]|(?:.+\.)?localhost)$/i.test(hostname);
}
