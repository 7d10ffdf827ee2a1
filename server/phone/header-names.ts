import type { FastifyReply } from 'fastify';

/**
 * Sends the names of headers as `WWW-Authenticate` and `Content-Length`. Fastify sends lower case, and the small HTTP
 * clients of some old phones compare names as they are written in RFC 2616 although case does not matter.
 */
export function capitaliseHeaderNames({ raw }: FastifyReply): void {
  const writeHead = raw.writeHead.bind(raw);
  raw.writeHead = (status: number, ...more: readonly unknown[]) => {
    const headers = more.at(-1);
    if (typeof headers !== 'object' || headers === null) return writeHead(status);
    return writeHead(
      status,
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [capitalise(name), value])),
    );
  };
}

const capitalised = new Map([['www-authenticate', 'WWW-Authenticate']]);

function capitalise(name: string): string {
  const known = capitalised.get(name);
  if (known !== undefined) return known;
  const text = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  // The server itself chooses the names, so there are few.
  capitalised.set(name, text);
  return text;
}
