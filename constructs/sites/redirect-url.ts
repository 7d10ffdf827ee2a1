import { isExpression } from './expressions.ts';
import { type Credentials, parseRedirectUrl, redactCredentials } from '#autoprov';

/** A URL that a phone can be led to. */
export type HttpUrl = `http://${string}` | `https://${string}`;

/** The usual extension of a phone's file. */
const DEFAULT_EXTENSION = '.xml';

/**
 * The URL template of a provisioning server, assembled from typed parts instead of placeholders in a text:
 *
 * ```ts
 * RedirectUrl.of('https://provider.example').path('xml').macd(); // https://provider.example/xml/%MACD.xml
 * RedirectUrl.of('https://provider.example').dvid().macd(); // https://provider.example/%DVID/%MACD.xml
 * ```
 *
 * It is immutable: each method returns a new URL.
 */
export class RedirectUrl {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /**
   * A redirect URL, complete or to be continued.
   *
   * @param url without credentials, which belong in `urlCredentials`; may contain placeholders. A token is not parsed
   * @throws Error if it is not a redirect URL
   */
  static of(url: HttpUrl): RedirectUrl {
    return RedirectUrl.#checked(url);
  }

  /** A redirect URL that is known to the engine only, such as the value of a variable. */
  static fromToken(token: string): RedirectUrl {
    if (!isExpression(token)) throw new Error('RedirectUrl.fromToken() takes a token; use RedirectUrl.of().');
    return new RedirectUrl(token);
  }

  /** Appends segments to the path. They are percent-encoded, so a segment may contain any character. */
  path(...segments: readonly string[]): RedirectUrl {
    return this.#append(segments.map(encoded));
  }

  /** Appends the device ID of the phone's model, two segments such as `42/2`. */
  dvid(): RedirectUrl {
    return this.#append(['%DVID']);
  }

  /**
   * Appends the name of the phone's own file: its MAC and an extension.
   *
   * @param extension `.xml` by default; may be empty
   */
  macd(extension: string = DEFAULT_EXTENSION): RedirectUrl {
    return this.#append([`%MACD${encoded(extension)}`]);
  }

  /** The URL as it is registered, with its placeholders. */
  toString(): string {
    return this.#text;
  }

  #append(segments: readonly string[]): RedirectUrl {
    if (/[?#]/.test(this.#text))
      throw new Error(`Nothing can be appended to ${this.#text}: it has a query or fragment.`);
    return RedirectUrl.#checked([this.#text.replace(/\/$/, ''), ...segments].join('/'));
  }

  static #checked(text: string): RedirectUrl {
    const problem = sharedUrlProblem(text);
    if (problem !== undefined) throw new Error(problem);
    return new RedirectUrl(text);
  }
}

/** A part of a path. The value of an expression is not known yet, so it is not encoded. */
const encoded = (text: string): string => (isExpression(text) ? text : encodeURIComponent(text));

/** Why a text is not a redirect URL, in sentences. Undefined if it is one, and for an expression, which is not parsed. */
export function redirectUrlProblem(text: string): string | undefined {
  if (isExpression(text)) return undefined;
  const parsed = parseRedirectUrl(text);
  return parsed.ok ? undefined : parsed.problems.join(' ');
}

/** Why a URL cannot be that of many phones; see {@link redirectUrlProblem}. */
export function sharedUrlProblem(text: string): string | undefined {
  const problem = redirectUrlProblem(text);
  if (problem !== undefined || credentialsOf(text) === undefined) return problem;
  return `"${redactCredentials(text)}" contains credentials, which every plan would show. Pass them as urlCredentials.`;
}

/** The credentials in a URL; undefined if there are none, and for an expression. */
export function credentialsOf(text: string): Credentials | undefined {
  if (isExpression(text)) return undefined;
  const parsed = parseRedirectUrl(text);
  return parsed.ok ? parsed.value.credentials : undefined;
}
