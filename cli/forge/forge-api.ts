import { CommandError, exitCodes } from '../command.ts';
import { isObject, type JsonObject } from '../plan/index.ts';

/** The JSON API of a forge. */
export interface ForgeApi {
  /** @throws CommandError unless the answer has a status of 2xx */
  send(method: 'POST' | 'PATCH' | 'PUT', path: string, body: JsonObject): Promise<void>;
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
export function forgeApi(base: string, headers: Readonly<Record<string, string>>): ForgeApi {
  const request = async (method: string, path: string, body?: JsonObject): Promise<unknown> => {
    const name = `${method} ${base}${path}`;
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new CommandError(`${name} failed: ${reasonOf(cause)}`, exitCodes.unreachable, { cause });
    }
    const text = await response.text();
    if (!response.ok) {
      throw new CommandError(
        `${name} was refused: HTTP ${response.status} ${text.slice(0, 200)}`,
        exitCodes.unreachable,
      );
    }
    return text === '' ? {} : JSON.parse(text);
  };
  return {
    send: async (method, path, body) => {
      await request(method, path, body);
    },
    get: async (path) => {
      const answer = await request('GET', path);
      return isObject(answer) ? answer : {};
    },
    getAll: async (path) => {
      const all: JsonObject[] = [];
      for (let page = 1; ; page++) {
        const answer = await request('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=${PAGE}&page=${page}`);
        const found = Array.isArray(answer) ? answer.filter(isObject) : [];
        all.push(...found);
        if (found.length < PAGE) return all;
      }
    },
  };
}

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
