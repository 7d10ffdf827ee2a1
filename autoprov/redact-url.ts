import { decodeEscapes } from './percent-encoding.ts';

/** What is shown in place of a password. */
export const REDACTED = '***';

/** A scheme and its slashes. Some clients accept fewer slashes, more of them, or backslashes. */
const schemeAndSlashes = /[a-z][a-z0-9+.-]*:[/\\]+|(?:https?|postgres(?:ql)?):/i;
const leadingScheme = new RegExp(`^\\s*(?:${schemeAndSlashes.source}|[/\\\\]+)?`, 'i');
/** Bounds the search for the end of a user name or password, which would take quadratic time in a long text. */
const MAX_PART_LENGTH = 256;
/** Within a text also `user:password@`, which is a URL that lost its scheme. */
const userInfo = `[^\\s:@/"']{1,${MAX_PART_LENGTH}}:[^\\s@/]{0,${MAX_PART_LENGTH}}@`;
const startInText = new RegExp(`(?<![a-z0-9+.-])(?:${schemeAndSlashes.source})|(?<![^\\s"'(<=,])(?=${userInfo})`, 'gi');

/** Names of parameters with a secret value, as whole words and as parts of a name (`sslpassword`, `access_token`). */
const secretWord =
  /^(?:pass|passcode|pw|pin|jwt|auth|authorization|authentication|key|cred|creds|sig|signature|session|sessionid|sid)$/;
const secretPart = /passw|passphrase|pass$|pwd|secret|token|api[^a-z0-9]*key|accesskey|credential/;

/**
 * Masks the secrets in a URL: the password in its user info (`http://user:***@host/`) and the values of parameters such as
 * `password` and `token`. A user name without a password may itself be a secret and is masked too. Everything else is
 * kept, so a URL without credentials is returned unchanged.
 *
 * The text need not be a valid URL: a missing scheme, a character that should be encoded, or a password in place of a port does
 * not reveal it. A mistake that makes another valid URL cannot be recognised: the host of `http://name:12/34@host/` is
 * `name`.
 */
export function redactUrl(url: string): string {
  const [prefix = ''] = leadingScheme.exec(url) ?? [];
  const rest = url.slice(prefix.length);
  return redactParameters(prefix + redactUserInfo(rest, prefix), secretInUrl);
}

/** Masks the secrets in every URL of a text, as `redactUrl` does for one. A URL ends at a blank. */
export function redactCredentials(text: string): string {
  return redactParameters(redactUserInfos(text), secretInText);
}

function redactUserInfos(text: string): string {
  let shown = '';
  let from = 0;
  for (const { index, 0: prefix } of text.matchAll(startInText)) {
    if (index < from) continue;
    const start = index + prefix.length;
    const end = endOfUrl(text, start);
    shown += text.slice(from, start) + redactUserInfo(text.slice(start, end), prefix);
    from = end;
  }
  return shown + text.slice(from);
}

/** The end of a URL in a text. If it seems to end within a password, it continues to the next "@" in the line. */
function endOfUrl(text: string, start: number): number {
  const end = endOfWord(text, start);
  const url = text.slice(start, end);
  if (url.includes('@') || maskWrongPort(url, 0) === url) return end;
  const [line = ''] = text.slice(end, end + MAX_PART_LENGTH).split(/[\r\n]/, 1);
  const at = line.indexOf('@');
  return at < 0 ? end : endOfWord(text, end + at);
}

const word = /\S*/y;
const punctuation = '.,;:!?"\'<>()[]{}';

/** The end of a word, without the punctuation of the text around it. */
function endOfWord(text: string, from: number): number {
  let end = from + matchAt(word, text, from).length;
  while (end > from && punctuation.includes(text.charAt(end - 1)) && !closesAddress(text, from, end - 1)) end--;
  return end;
}

/** Whether a bracket ends an IPv6 address of the word, as in `http://[::1]`. */
const closesAddress = (text: string, from: number, at: number): boolean =>
  text.charAt(at) === ']' && /\[[0-9a-f:.]+$/i.test(text.slice(Math.max(from, at - MAX_ADDRESS_LENGTH), at));

/** An IPv6 address with an IPv4 address at its end, and the bracket. */
const MAX_ADDRESS_LENGTH = 46;

/** What follows the scheme of a valid URL (RFC 3986), with placeholders in its host: user info, port, path and the rest. */
const validRest =
  /^([\w.~!$&'()*+,;=:%-]*@)?(?:\[[0-9a-f:.]+\]|(?:[\w.~-]|%MACD|%DVID)+)(?::(\d{0,5}))?(\/[^?#]*)?(?:[?#].*)?$/i;
const validCharacters = /^[\w.~!$&'()*+,;=:@%/?#[\]-]*$/;

/** @param prefix the scheme, which decides whether the path may contain "@" */
function redactUserInfo(rest: string, prefix: string): string {
  const valid = validCharacters.test(rest) ? validRest.exec(rest) : null;
  const [, before = '', port = '', path = ''] = valid ?? [];
  // A path on a web server may contain "@", the name of a database does not.
  const isPlain = /^https?:\/\/$/i.test(prefix) || (/^[a-z][a-z0-9+.-]*:\/\/$/i.test(prefix) && !path.includes('@'));
  if (valid !== null && isPlain && Number(port) <= 65_535) return maskUserInfo(rest, before.length - 1);
  // In anything else, the last "@" is what most likely ends a password.
  const at = Math.max(rest.lastIndexOf('@'), rest.lastIndexOf('%40'));
  return maskUserInfo(maskWrongPort(rest, at + 1), at);
}

/** Masks what should be the port of the host at this index. If it is not a port, it may be a password. */
function maskWrongPort(rest: string, hostIndex: number): string {
  const [host = ''] = /^[^/?#]*/.exec(rest.slice(hostIndex)) ?? [];
  // The colons of an IPv6 address stand in brackets.
  const colon = host.indexOf(':', host.startsWith('[') ? host.indexOf(']') + 1 : 0);
  if (colon < 0 || (/^\d{0,5}$/.test(host.slice(colon + 1)) && Number(host.slice(colon + 1)) <= 65_535)) return rest;
  return rest.slice(0, hostIndex + colon + 1) + REDACTED + rest.slice(hostIndex + host.length);
}

/** Masks the password before the "@" at this index, or all of it if there is no user name beside a password. */
function maskUserInfo(rest: string, at: number): string {
  if (at < 0) return rest;
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(rest.slice(0, at)) ?? [];
  const shown = password === '' || /%3a/i.test(name) ? REDACTED : `${name}:${REDACTED}`;
  return shown + rest.slice(at);
}

/** `?name=`, also in a fragment, after a semicolon, or as in `host=db.example password=secret`. */
const parameterName = /(?:^|\s)([\w.-]+)=|[?&;#]([^\s?&;#=]+)=/g;
// A secret extends to the next parameter, so that a password with a plain "&" is masked as a whole.
const secretInUrl = /[^&]*(?:&(?![^=&]*=)[^&]*)*/y;
const secretInText = /[^\s&]*(?:&(?![^\s=&]*=)[^\s&]*)*/y;
const anyValue = /[^\s&;#]*/y;

function redactParameters(text: string, secret: RegExp, nested = false): string {
  let shown = '';
  let from = 0;
  for (const match of text.matchAll(parameterName)) {
    if (match.index < from) continue;
    const start = match.index + match[0].length;
    const isSecret = isSecretName(match[1] ?? match[2] ?? '');
    const value = matchAt(isSecret ? secret : anyValue, text, start);
    if (value === '' || !(isSecret || (!nested && containsSecret(value)))) continue;
    shown += text.slice(from, start) + REDACTED;
    from = start + value.length;
  }
  return shown + text.slice(from);
}

function matchAt(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? '';
}

/** Whether the value of a parameter is a URL with credentials, perhaps percent-encoded. */
function containsSecret(value: string): boolean {
  if (!/%|:\/\//.test(value)) return false;
  const text = decodeEscapes(value);
  return redactUserInfos(text) !== text || redactParameters(text, secretInText, true) !== text;
}

function isSecretName(name: string): boolean {
  const decoded = decodeEscapes(name).replace(/[[\]]/g, '');
  const words = decoded.split(/[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])/);
  return secretPart.test(decoded.toLowerCase()) || words.some((word) => secretWord.test(word.toLowerCase()));
}
