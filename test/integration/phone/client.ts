import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A whole answer, as it came. */
export interface Reply {
  readonly status: number;
  /** Name and value in turns, in the order and spelling in which they came. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address that it comes from: any of 127.0.0.0/8. */
  readonly from?: string;
}

/** One request, on a connection of its own. */
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

/** A challenge of the server's: what a client needs of it. */
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

/** The first challenge of that algorithm, for a request without an answer. */
export async function challenge(url: string, algorithm = 'SHA-256', from?: string): Promise<Challenge> {
  const reply = await ask(url, from === undefined ? {} : { from });
  const found = challengesOf(reply).find((offered) => offered.algorithm === algorithm);
  if (found === undefined) throw new Error(`no challenge for ${algorithm} from ${url}`);
  return found;
}

/** What a phone says in its answer, and what it leaves out (`undefined`); everything else is as it should be. */
export type Fields = Readonly<Record<string, string | undefined>>;

/**
 * An answer to a challenge as RFC 7616 (section 3.4) has it, made without any code of the server's. `wrong` fields are sent in
 * place of the right ones after the hash was made; `lies` are hashed too.
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

/** What a phone does at boot: asks, is challenged, answers. */
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

/** An answer without what differs from one to the next by right: the nonce and the date. */
export function comparable({ status, rawHeaders, body }: Reply) {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== 'date'
      ? [`${name}: ${(rawHeaders[index + 1] ?? '').replace(/nonce="[^"]*"/, 'nonce=""')}`]
      : [],
  );
  return { status, headers, body };
}
