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

/** One call as it passes by. */
export interface PassingCall {
  /** Without the `autoprov.` in front: `registerDevice`. */
  readonly method: string;
  /** How many of this method came so far, this one among them. */
  readonly nth: number;
  /** The MAC of the phone that it is about; empty for a list of all. */
  readonly mac: string;
  /** The call as it was sent. */
  readonly body: string;
  /** When it came, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** What happens to a call instead of being answered by the server. */
export type Fault =
  /** The connection is reset, and the server never hears of it. */
  | { readonly kind: 'reset' }
  /** The same, and from now on connections are refused, until `listen`. */
  | { readonly kind: 'gone' }
  /** Nothing is answered, and the server never hears of it. */
  | { readonly kind: 'hang' }
  /** The server does it, and then the connection is reset: the answer is lost. */
  | { readonly kind: 'lost answer' }
  /** The server does it, and half of its answer arrives. */
  | { readonly kind: 'half an answer' }
  /** The server does it, and something else is answered. */
  | { readonly kind: 'garbled'; readonly body: string }
  /** The server does it, and its answer is called something else. */
  | { readonly kind: 'retyped'; readonly type: string }
  /** The server does it, and its answer comes byte by byte, one every so many milliseconds. */
  | { readonly kind: 'trickle'; readonly everyMs: number }
  /** This is answered, and the server never hears of it. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Held until `release`, and then passed on. */
  | { readonly kind: 'held' }
  /** The server does it at once; its answer is held until `release`. */
  | { readonly kind: 'answer held' };

/** A proxy between the provider and our real server that goes wrong where a test wants it to. */
export interface FaultyProxy {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  /** From now on this decides what happens to each call; one for which it has nothing passes. Counts start afresh. */
  use(rule: (call: PassingCall) => Fault | undefined): void;
  /** What has passed by since the last `use`, in the order in which it came. */
  calls(method?: string): readonly PassingCall[];
  /** How many of each method since the last `use`. */
  counts(): Readonly<Record<string, number>>;
  /** Resolves when so many calls are held. */
  holds(count: number): Promise<void>;
  /** Lets go of what is held. What comes from now on is no longer held. */
  release(): void;
  /** Breaks all connections; new ones are accepted. */
  drop(): void;
  /** From now on connections are refused, until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  listening(): boolean;
  close(): Promise<void>;
}

const html = '<html><head><title>502</title></head><body><h1>Bad Gateway</h1><p>nginx</p></body></html>';

/** Faults by the names under which people know them. */
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

/** An answer code from a server that never heard of the call. */
export const refusal = (code: string): Fault => ({
  kind: 'answer',
  status: 200,
  body: encodeResponse([false, code]),
  headers: { 'content-type': 'text/xml' },
});

/** Whoever asks is sent elsewhere. */
export const redirect = (location: string): Fault => ({
  kind: 'answer',
  status: 302,
  body: 'Found',
  headers: { location },
});

/** The server is unavailable, and says for how long. */
export const unavailableFor = (seconds: number): Fault => ({
  ...faults.unavailable,
  headers: { 'retry-after': String(seconds) },
});

/** The server asks for fewer requests. */
export const tooMany = (seconds: number): Fault => ({
  kind: 'answer',
  status: 429,
  body: 'Slow down',
  headers: { 'retry-after': String(seconds) },
});

export interface ProxyOptions {
  /** Answers say beside their XML when a phone was registered, as ours do and the vendor's do not. */
  readonly tellsDates?: boolean;
  /** PEM: it speaks HTTPS with this certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts it in front of `target`, on a free port, without any faults. What passes looks like the vendor's answers. */
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
      // The server is gone, or the provider: for the other side that is a broken connection.
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

/** Writes a byte now and then, for as long as somebody reads. */
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
        // How the body was framed was between the server and us.
        const framing = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];
        const rest = Object.entries(answer.headers).filter(([name]) => !framing.includes(name));
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(rest), body: Buffer.concat(chunks) });
      });
    });
    onward.end(body);
  });
}
