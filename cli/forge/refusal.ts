import { isObject, parseJson } from '../plan/index.ts';

/** What the messages about a refusal name. */
export interface ForgeAccess {
  /** The variable that contains the token. */
  readonly token: string;
  /** What the token needs, as a sentence. */
  readonly permissions: string;
  /** The variables that say which repository it is about. */
  readonly place: string;
}

/** Says why a forge refused a request, in its words, and what to do. */
export function describeRefusal({ status, headers }: Response, text: string, access: ForgeAccess): string {
  const refused = `was refused: HTTP ${status} with ${describeBody(text)}.`;
  const isLimited = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  if (isLimited || (status === 403 && headers.has('retry-after'))) {
    return `${refused} The forge limits the number of requests. ${whenToRepeat(headers)}`;
  }
  switch (status) {
    case 401:
      return `${refused} The token in ${access.token} is wrong or expired.`;
    case 403:
      return `${refused} ${access.permissions}`;
    case 404:
      return `${refused} It does not exist, or the token may not see it. Check ${access.place}. ${access.permissions}`;
    default:
      return status >= 500 ? `${refused} Run the job again later.` : refused;
  }
}

/** GitHub names the second in which the limit ends, both forges the seconds until then. */
function whenToRepeat(headers: Headers): string {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (seconds > 0) return `Run the job again in ${seconds} seconds.`;
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? Number.NaN);
  return reset > 0 && reset < 1e11
    ? `Run the job again after ${new Date(reset * 1000).toISOString().slice(0, 19)}Z.`
    : 'Run the job again later.';
}

/** The longest part of an answer that a message shows. */
const MAX_LENGTH = 200;

/** An answer in a few words: the message of the API, the title of a page, or its beginning. */
export function describeBody(text: string): string {
  if (text.trim() === '') return 'an empty answer';
  const answer = parseJson(text);
  const message = isObject(answer) ? (answer['message'] ?? answer['error_description'] ?? answer['error']) : undefined;
  if (message !== undefined) return quote(typeof message === 'string' ? message : JSON.stringify(message));
  if (!text.trimStart().startsWith('<')) return quote(text);
  const title = /<(title|h1)[^>]*>([^<]*)</i.exec(text)?.[2]?.trim();
  return `an HTML page (${quote(title === undefined || title === '' ? text.replace(/<[^>]*>/g, ' ') : title)})`;
}

/** One line in quotation marks, without signs that would change a terminal. */
const quote = (text: string): string =>
  `"${text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, MAX_LENGTH)}"`;
