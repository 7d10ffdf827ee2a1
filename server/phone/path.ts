/** The path by which a request is routed: phones' paths in normal form, all others as they are. */
export function phonePath(url: string): string {
  const normal = normalisePath(url);
  return normal.startsWith('/device/') ? normal : url;
}

/**
 * The path of a request in normal form, for routing and for the device ID: without scheme and host (RFC 9112, section
 * 3.2.2), repeated slashes, dot segments and encoded characters that need no encoding (RFC 3986, section 6.2.2). Web servers
 * do the same, so some phones send such paths. The digest is computed over the path as it was sent.
 */
export function normalisePath(url: string): string {
  // Most paths are in normal form.
  if (url.startsWith('/') && !/\/[/.]|%|\\/.test(url)) return url;
  const [, path = '', query = ''] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(url) ?? [];
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (encoded, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[\w.~-]/.test(character) ? character : encoded;
  });
  const segments: string[] = [];
  const parts = decoded.split('/').filter((part) => part !== '');
  for (const part of parts) {
    if (part === '..') segments.pop();
    else if (part !== '.') segments.push(part);
  }
  const isFolder = segments.length > 0 && /(^|\/)\.{0,2}$/.test(decoded);
  return `/${segments.join('/')}${isFolder ? '/' : ''}${query}`;
}
