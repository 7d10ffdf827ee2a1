import { createHash, randomBytes } from 'node:crypto';

/** The algorithms of digest logins, and their names in node:crypto. */
const algorithms: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256' };

export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * The `Authorization` header that answers a server's challenge: digest (RFC 7616, with qop=auth or as in RFC 2069) or Basic.
 *
 * @param challenge the `WWW-Authenticate` headers, joined by commas
 * @returns undefined if none of them can be answered
 */
export function answerChallenge(challenge: string, login: Login, url: URL): string | undefined {
  for (const digest of challenge.split(/,?\s*(?=Digest\s)/i).filter((part) => /^Digest\s/i.test(part))) {
    const answer = answerDigest(digest, login, url.pathname + url.search);
    if (answer !== undefined) return answer;
  }
  if (!/\bBasic\b/i.test(challenge)) return undefined;
  return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
}

function answerDigest(challenge: string, { username, password }: Login, uri: string): string | undefined {
  const field = (name: string): string | undefined => {
    const [, quoted, plain] =
      new RegExp(`[\\s,]${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s",]+))`, 'i').exec(challenge) ?? [];
    return quoted?.replace(/\\(.)/g, '$1') ?? plain;
  };
  const [realm = '', nonce = '', opaque, qops, algorithm = 'MD5'] = [
    'realm',
    'nonce',
    'opaque',
    'qop',
    'algorithm',
  ].map(field);
  const hashName = algorithms[algorithm.toLowerCase()];
  if (hashName === undefined) return undefined;
  const hash = (text: string): string => createHash(hashName).update(text).digest('hex');
  const ha1 = hash(`${username}:${realm}:${password}`);
  const ha2 = hash(`GET:${uri}`);
  const hasQop = qops?.split(/\s*,\s*/).includes('auth') === true;
  const cnonce = randomBytes(8).toString('hex');
  const response = hash(hasQop ? `${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`);
  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const fields = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(hasQop ? ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${fields.join(', ')}`;
}
