import {
  createServer,
  request as send,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { encodeFault, encodeResponse } from '#xmlrpc';

/** A call that passes the proxy. */
export interface PassingCall {
  /** The method without `autoprov.`: `registerDevice`. */
  readonly method: string;
  /** The number of calls of this method so far, this one included. */
  readonly nth: number;
  /** The MAC of its phone; empty for a listing. */
  readonly mac: string;
  /** The body as sent. */
  readonly body: string;
  /** Its arrival in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** What happens to a call. */
export type Fault =
  /** The connection is reset before the call reaches the server. */
  | { readonly kind: 'reset' }
  /** The same, and further connections are refused until `listen`. */
  | { readonly kind: 'gone' }
  /** There is no answer, and the call does not reach the server. */
  | { readonly kind: 'hang' }
  /** The server executes the call, then the connection is reset: the answer is lost. */
  | { readonly kind: 'lost answer' }
  /** The server executes the call, and half of the answer arrives. */
  | { readonly kind: 'half an answer' }
  /** The server executes the call, and its answer is replaced. */
  | { readonly kind: 'garbled'; readonly body: string }
  /** The server executes the call, and its answer gets another content type. */
  | { readonly kind: 'retyped'; readonly type: string }
  /** The server executes the call, and its answer arrives byte by byte at this interval in milliseconds. */
  | { readonly kind: 'trickle'; readonly everyMs: number }
  /** The proxy answers, and the call does not reach the server. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The call is held until `release`, then passed on. */
  | { readonly kind: 'held' }
  /** The server executes the call at once; the answer is held until `release`. */
  | { readonly kind: 'answer held' };

/** A proxy between the provider and our server that causes faults on demand. */
export interface FaultyProxy {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  /** Sets the function that chooses the fault for each call (none: the call passes), and resets the counters. */
  use(rule: (call: PassingCall) => Fault | undefined): void;
  /** The calls since the last `use`, in order of arrival. */
  calls(method?: string): readonly PassingCall[];
  /** The number of calls of each method since the last `use`. */
  counts(): Readonly<Record<string, number>>;
  /** Resolves when this many calls are held. */
  holds(count: number): Promise<void>;
  /** Releases the held calls and stops holding new ones. */
  release(): void;
  /** Resets all connections; new ones are accepted. */
  drop(): void;
  /** Refuses connections until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  listening(): boolean;
  close(): Promise<void>;
}

const html = '<html><head><title>502</title></head><body><h1>Bad Gateway</h1><p>nginx</p></body></html>';

/** Faults by their common names. */
export const faults = {
  reset: { kind: 'reset' },
  gone: { kind: 'gone' },
  hang: { kind: 'hang' },
  lostAnswer: { kind: 'lost answer' },
  halfAnAnswer: { kind: 'half an answer' },
  held: { kind: 'held' },
  answerHeld: { kind: 'answer held' },
  trickle: { kind: 'trickle', everyMs: 100 },
  wrongType: { kind: 'retyped', type: 'text/html' },
  internalError: { kind: 'answer', status: 500, body: 'Out of memory' },
  badGateway: { kind: 'answer', status: 502, body: html, headers: { 'content-type': 'text/html' } },
  unavailable: { kind: 'answer', status: 503, body: 'Maintenance' },
  unauthorized: { kind: 'answer', status: 401, headers: { 'www-authenticate': 'Basic realm="prov"' } },
  html: {
    kind: 'answer',
    status: 200,
    body: '<html><body><h1>Welcome to Hotel Example</h1><p>Please log in.</p></body></html>',
    headers: { 'content-type': 'text/html' },
  },
  fault: {
    kind: 'answer',
    status: 200,
    body: encodeFault(42, 'No database'),
    headers: { 'content-type': 'text/xml' },
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** Answers with this code; the call does not reach the server. */
export const refusal = (code: string): Fault => ({
  kind: 'answer',
  status: 200,
  body: encodeResponse([false, code]),
  headers: { 'content-type': 'text/xml' },
});

/** Redirects the call to another URL. */
export const redirect = (location: string): Fault => ({
  kind: 'answer',
  status: 302,
  body: 'Found',
  headers: { location },
});

/** The server is unavailable and sends Retry-After. */
export const unavailableFor = (seconds: number): Fault => ({
  ...faults.unavailable,
  headers: { 'retry-after': String(seconds) },
});

/** The server limits the rate of requests. */
export const tooMany = (seconds: number): Fault => ({
  kind: 'answer',
  status: 429,
  body: 'Slow down',
  headers: { 'retry-after': String(seconds) },
});

export interface ProxyOptions {
  /** Whether answers contain the registration date in a header, as ours do and the vendor's do not. */
  readonly tellsDates?: boolean;
  /** PEM files: the proxy uses HTTPS with this certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts the proxy in front of `target` on a free port without faults; answers then look like the vendor's. */
export async function startFaultyProxy(target: string, options: ProxyOptions = {}): Promise<FaultyProxy> {
  let rule: (call: PassingCall) => Fault | undefined = () => undefined;
  let passed: PassingCall[] = [];
  let held: (() => void)[] = [];
  let holding = true;
  const watchers = new Set<() => void>();
  const sockets = new Set<Socket>();

  const hold = (): Promise<void> => {
    if (!holding) return Promise.resolve();
    return new Promise((resolve) => {
      held.push(resolve);
      for (const look of watchers) look();
    });
  };

  const serve = async (headers: IncomingHttpHeaders, body: Buffer, response: ServerResponse): Promise<void> => {
    const text = body.toString('utf8');
    const method = /<methodName>autoprov\.(\w+)<\/methodName>/.exec(text)?.[1] ?? '';
    const nth = passed.filter((call) => call.method === method).length + 1;
    const call = { method, nth, mac: /\b[0-9A-F]{12}\b/.exec(text)?.[0] ?? '', body: text, at: performance.now() };
    passed.push(call);
    const fault = rule(call);

    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') {
      reset(response);
      return;
    }
    if (fault?.kind === 'gone') {
      await stop();
      return;
    }
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    if (fault?.kind === 'held') await hold();
    const answer = await forward(target, headers, body);
    if (options.tellsDates !== true) delete answer.headers['registered-at'];
    if (fault?.kind === 'lost answer') {
      reset(response);
      return;
    }
    if (fault?.kind === 'answer held') await hold();
    if (fault?.kind === 'half an answer') {
      response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
      response.write(answer.body.subarray(0, answer.body.length / 2), () => response.socket?.destroy());
      return;
    }
    if (fault?.kind === 'trickle') {
      trickle(response.writeHead(answer.status, answer.headers), answer.body, fault.everyMs);
      return;
    }
    if (fault?.kind === 'retyped') answer.headers['content-type'] = fault.type;
    response.writeHead(answer.status, answer.headers).end(fault?.kind === 'garbled' ? fault.body : answer.body);
  };

  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // If either side disconnects, reset the connection to the other.
      serve(request.headers, Buffer.concat(chunks), response).catch(() => reset(response));
    });
  };
  const server: Server = options.tls ? createSecureServer(options.tls, listener) : createServer(listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const stopped = new Promise((resolve) => server.close(resolve));
    drop();
    await stopped;
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const release = (): void => {
    holding = false;
    const all = held;
    held = [];
    for (const go of all) go();
  };
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    use: (next) => {
      release();
      rule = next;
      passed = [];
      holding = true;
    },
    calls: (method) => passed.filter((call) => method === undefined || call.method === method),
    counts: () =>
      passed.reduce<Record<string, number>>((sum, { method }) => ({ ...sum, [method]: (sum[method] ?? 0) + 1 }), {}),
    holds: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (held.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    release,
    drop,
    refuse: stop,
    listen: () => listen(port),
    listening: () => server.listening,
    close: async () => {
      release();
      await stop();
    },
  };
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Writes single bytes at an interval while the client is connected. */
function trickle(response: ServerResponse, body: Buffer, everyMs: number): void {
  let next = 0;
  const timer = setInterval(() => {
    if (next >= body.length) response.end();
    if (response.writableEnded || response.destroyed) clearInterval(timer);
    else response.write(body.subarray(next, ++next));
  }, everyMs);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function forward(target: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = send(`${target}/apxml/rpc.do`, { method: 'POST', headers: { ...headers, connection: 'close' } });
    onward.on('error', reject);
    onward.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('error', reject);
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        // The framing of the body applies to the server's connection only.
        const framing = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];
        const rest = Object.entries(answer.headers).filter(([name]) => !framing.includes(name));
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(rest), body: Buffer.concat(chunks) });
      });
    });
    onward.end(body);
  });
}
