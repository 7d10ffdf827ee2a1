import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './peers.ts';

/** A complete HTTP response. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface PostOptions {
  readonly method?: string;
  /** Override the default headers; `undefined` omits one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly path?: string;
}

/** The value of an `Authorization` header of the Basic scheme. */
export function basic(username: string, password: string, encoding: BufferEncoding = 'utf8'): string {
  return `Basic ${Buffer.from(`${username}:${password}`, encoding).toString('base64')}`;
}

/** Sends a body to the XML-RPC endpoint with the server's account. */
export async function post(
  endpoint: Endpoint,
  body: string | Uint8Array | null,
  options: PostOptions = {},
): Promise<HttpAnswer> {
  const { method = 'POST', headers = {}, path = '/apxml/rpc.do' } = options;
  const all: Readonly<Record<string, string | undefined>> = {
    authorization: basic(endpoint.username, endpoint.password),
    'content-type': 'text/xml',
    ...headers,
  };
  const answer = await fetch(endpoint.url + path, {
    method,
    body: typeof body === 'string' || body === null ? body : Buffer.from(body),
    headers: Object.entries(all).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** A methodCall without parameters, or with these values as raw XML. */
export function callDocument(method: string, ...values: readonly string[]): string {
  const params = values.map((value) => `<param><value>${value}</value></param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
}

/** A connection on which a test writes arbitrary bytes and reads the response. */
export interface RawConnection {
  /** Resolves when the bytes have been sent. @throws if the server has closed the connection */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Resolves with everything received so far once it matches. @throws if the connection ends before */
  heard(what: RegExp): Promise<string>;
  /** Resolves with everything received when the server closes the connection. */
  ended(): Promise<string>;
  close(): void;
}

/** Opens a connection to the server. */
export async function connectRaw({ url }: Pick<Endpoint, 'url'>): Promise<RawConnection> {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'https:';
  const to = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  const socket = isTls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
  await new Promise((resolve, reject) =>
    socket.once(isTls ? 'secureConnect' : 'connect', resolve).once('error', reject),
  );
  let text = '';
  let over = false;
  let listeners: (() => void)[] = [];
  const tell = (): void => {
    const all = listeners;
    listeners = [];
    for (const listener of all) listener();
  };
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    tell();
  });
  socket.on('close', () => {
    over = true;
    tell();
  });
  // A reset ends the connection too; 'close' follows.
  socket.on('error', () => undefined);
  const news = (): Promise<void> => new Promise((resolve) => listeners.push(resolve));
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    heard: async (what) => {
      while (!what.test(text)) {
        if (over) throw new Error(`The connection ended after: ${text}`);
        await news();
      }
      return text;
    },
    ended: async () => {
      while (!over) await news();
      return text;
    },
    close: () => socket.destroy(),
  };
}
