import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A complete response, as received. */
export interface Reply {
  readonly status: number;
  /** Names and values alternating, in the received order and case. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The source address: any of 127.0.0.0/8. */
  readonly from?: string;
}

/** Sends one request on a new connection. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body: sent = '', from }: Request = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const options = { method, headers, agent: false, localAddress: from, rejectUnauthorized: false };
    const request = send(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, rawHeaders: response.rawHeaders, body });
      });
    });
    request.on('error', reject).end(sent);
  });
}

/** All values of a header. */
export function header(reply: Reply, name: string): readonly string[] {
  return reply.rawHeaders.filter((_, index) => index % 2 === 1 && reply.rawHeaders[index - 1]?.toLowerCase() === name);
}

/** The parts of a challenge that a client needs. */
export interface Challenge {
  readonly algorithm: string;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string;
  readonly stale: boolean;
}

export function challengesOf(reply: Reply): readonly Challenge[] {
  return header(reply, 'www-authenticate').map((text) => {
    const field = (name: string): string =>
      new RegExp(`[ ,]${name}=(?:"([^"]*)"|([^",]+))`).exec(text)?.slice(1).find(Boolean) ?? '';
    const [algorithm, realm, nonce, opaque] = ['algorithm', 'realm', 'nonce', 'opaque'].map(field);
    if (!algorithm || !realm || !nonce || !opaque) throw new Error(`not a challenge: ${text}`);
    return { algorithm, realm, nonce, opaque, stale: text.includes('stale=true') };
  });
}

/** The first challenge with that algorithm for a request without credentials. */
export async function challenge(url: string, algorithm = 'SHA-256', from?: string): Promise<Challenge> {
  const reply = await ask(url, from === undefined ? {} : { from });
  const found = challengesOf(reply).find((offered) => offered.algorithm === algorithm);
  if (found === undefined) throw new Error(`no challenge for ${algorithm} from ${url}`);
  return found;
}

/** Fields of the digest answer to override, or to omit (`undefined`); all others are correct. */
export type Fields = Readonly<Record<string, string | undefined>>;

/**
 * An answer to a challenge as in RFC 7616, section 3.4, computed without the server's code. `wrong` fields replace the
 * correct ones after the hash is computed; `lies` are hashed too.
 */
export function answer(
  { algorithm, realm, nonce, opaque }: Challenge,
  phone: { readonly username: string; readonly password: string },
  asked: { readonly url: string; readonly method?: string },
  { lies = {}, wrong = {} }: { lies?: Fields; wrong?: Fields } = {},
): string {
  const { pathname, search } = new URL(asked.url);
  const fields: Record<string, string | undefined> = {
    username: phone.username,
    realm,
    nonce,
    uri: pathname + search,
    algorithm,
    qop: 'auth',
    nc: '00000001',
    cnonce: randomBytes(8).toString('base64'),
    opaque,
    ...lies,
  };
  const h = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const who = h(`${fields['username'] ?? ''}:${fields['realm'] ?? ''}:${phone.password}`);
  const what = h(`${asked.method ?? 'GET'}:${fields['uri'] ?? ''}`);
  const { nc = '', cnonce = '', qop = '' } = fields;
  const response = h(`${who}:${fields['nonce'] ?? ''}:${nc}:${cnonce}:${qop}:${what}`);
  const bare = new Set(['algorithm', 'qop', 'nc', 'userhash']);
  const all: Fields = { ...fields, response, ...wrong };
  const sent = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [bare.has(name) ? `${name}=${value}` : `${name}="${value}"`],
  );
  return `Digest ${sent.join(', ')}`;
}

/** A phone's boot: request, challenge, answer. */
export async function boot(
  url: string,
  phone: { readonly username: string; readonly password: string },
  {
    algorithm = 'SHA-256',
    lies = {},
    wrong = {},
    from = '127.0.0.1',
  }: { algorithm?: string; lies?: Fields; wrong?: Fields; from?: string } = {},
): Promise<Reply> {
  const given = answer(await challenge(url, algorithm, from), phone, { url }, { lies, wrong });
  return ask(url, { headers: { Authorization: given }, from });
}

/** A response without the parts that always differ: nonce and date. */
export function comparable({ status, rawHeaders, body }: Reply) {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== 'date'
      ? [`${name}: ${(rawHeaders[index + 1] ?? '').replace(/nonce="[^"]*"/, 'nonce=""')}`]
      : [],
  );
  return { status, headers, body };
}
