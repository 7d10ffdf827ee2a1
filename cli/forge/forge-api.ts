import { CommandError, exitCodes } from '../command.ts';
import { isObject, parseJson, type JsonObject } from '../plan/index.ts';
import { describeBody, describeRefusal, type ForgeAccess } from './refusal.ts';

/** The JSON API of a forge. */
export interface ForgeApi {
  /** The answer to a change. @throws CommandError unless it is JSON with a status of 2xx */
  send(method: 'POST' | 'PATCH' | 'PUT', path: string, body: JsonObject): Promise<JsonObject>;
  /** The answer to a query in GraphQL. @throws CommandError */
  query(query: string): Promise<JsonObject>;
  /** One object. @throws CommandError */
  get(path: string): Promise<JsonObject>;
  /** The objects on all pages of a list. @throws CommandError */
  getAll(path: string): Promise<readonly JsonObject[]>;
}

/** The largest page of both forges. */
const PAGE = 100;
/** A forge that does not answer must not hold up a pipeline. */
const TIMEOUT_MS = 30_000;

/** Connects to the API of a forge, whose headers authenticate the pipeline. */
export function forgeApi(base: string, headers: Readonly<Record<string, string>>, access: ForgeAccess): ForgeApi {
  /** The answer as a value of this kind, which is not JSON at all if a proxy or a login page answers instead. */
  const request = async <T>(
    is: (answer: unknown) => answer is T,
    method: string,
    path: string,
    body?: JsonObject,
  ): Promise<T> => {
    const name = `${method} ${base}${path}`;
    const failed = (reason: string, cause?: unknown): CommandError =>
      new CommandError(`${name} ${reason}`, exitCodes.unreachable, { cause });
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (cause) {
      throw failed(`failed: ${reasonOf(cause)}`, cause);
    }
    if (!response.ok) throw failed(describeRefusal(response, text, access));
    const answer = text === '' ? {} : parseJson(text);
    if (is(answer)) return answer;
    throw failed(
      `was not answered by the API of a forge: HTTP ${response.status} with ${describeBody(text)}. Check ${access.place}, and whether a proxy or a login page answers instead.`,
    );
  };
  return {
    send: (method, path, body) => request(isObject, method, path, body),
    query: (query) => request(isObject, 'POST', '', { query }),
    get: (path) => request(isObject, 'GET', path),
    getAll: async (path) => {
      const all: JsonObject[] = [];
      for (let page = 1; ; page++) {
        const query = `${path.includes('?') ? '&' : '?'}per_page=${PAGE}&page=${page}`;
        const found = await request(isList, 'GET', path + query);
        all.push(...found);
        if (found.length < PAGE) return all;
      }
    },
  };
}

const isList = (value: unknown): value is readonly JsonObject[] => Array.isArray(value) && value.every(isObject);

/** The words of fetch are "fetch failed"; its cause has the reason. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** A member that is a number; 0 if it is missing. */
export const numberAt = (object: JsonObject, name: string): number => {
  const value = object[name];
  return typeof value === 'number' ? value : 0;
};
