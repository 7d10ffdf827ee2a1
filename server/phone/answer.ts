import { parameterOf, readDigest } from './authorization.ts';
import { type Algorithm, type DigestInput, opaque, realm } from './digest.ts';
import { normalisePath } from './path.ts';
import { parseMacId } from '#autoprov';

/** A phone's answer to a challenge: the hashed values except the password, and the hash. */
export interface DigestAnswer extends DigestInput {
  readonly algorithm: Algorithm;
  /** The MAC from the user name, which may be in any spelling. */
  readonly mac: string;
  /** Lower-case hex. */
  readonly response: string;
}

/** The request that contained the answer. */
export interface AskedFor {
  readonly method: string;
  /** Path and query as the phone sent them. */
  readonly url: string;
}

/**
 * Reads the answer to one of our challenges from an `Authorization` header. Undefined if it is malformed, lacks a field, is
 * for another realm, URL or algorithm, or uses `auth-int`.
 *
 * An answer without `qop`, as before 1999 (RFC 2069), is refused too: it has no counter, and the phones were made ten years
 * after RFC 2617 introduced `qop`.
 */
export function readAnswer(
  header: string | undefined,
  { method, url }: AskedFor,
  offered: readonly Algorithm[],
): DigestAnswer | undefined {
  const sent = readDigest(header);
  if (sent === undefined) return undefined;
  const nonce = parameterOf(sent, 'nonce');
  const uri = parameterOf(sent, 'uri');
  const nc = parameterOf(sent, 'nc') ?? '';
  const cnonce = parameterOf(sent, 'cnonce') ?? '';
  const response = parameterOf(sent, 'response')?.toLowerCase();
  const username = parameterOf(sent, 'username');
  const named = (parameterOf(sent, 'algorithm') ?? 'MD5').toUpperCase();
  const algorithm = offered.find((known) => known === named);
  if (nonce === undefined || uri === undefined || response === undefined || username === undefined) return undefined;
  if (
    algorithm === undefined ||
    parameterOf(sent, 'realm') !== realm ||
    (parameterOf(sent, 'opaque') ?? opaque) !== opaque
  )
    return undefined;
  if (parameterOf(sent, 'qop')?.toLowerCase() !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc) || cnonce === '')
    return undefined;
  if ((parameterOf(sent, 'userhash') ?? 'false').toLowerCase() !== 'false' || !isFor(uri, url)) return undefined;
  const mac = macOf(username);
  return mac === undefined ? undefined : { algorithm, mac, username, realm, method, uri, nonce, nc, cnonce, response };
}

/**
 * Whether an answer would be for this URL if a proxy had not removed the beginning of its path, which the phone has signed.
 * For the log: every boot through such a proxy fails.
 */
export function isForLongerPath(header: string | undefined, url: string): boolean {
  const sent = readDigest(header);
  const uri = sent === undefined ? undefined : parameterOf(sent, 'uri');
  return uri !== undefined && uri !== url && uri.endsWith(url) && !isFor(uri, url);
}

/** A client may state the whole URL although it requests the path (RFC 7616, section 3.4), or another form of the same path. */
function isFor(uri: string, url: string): boolean {
  return uri === url || normalisePath(uri) === normalisePath(url);
}

function macOf(username: string): string | undefined {
  if (/^[0-9A-F]{12}$/.test(username)) return username;
  // No spelling of a MAC is longer.
  if (username.length > 40) return undefined;
  const parsed = parseMacId(username);
  return parsed.ok && parsed.value.id === undefined ? parsed.value.mac : undefined;
}
