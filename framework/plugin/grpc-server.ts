import http2 from 'node:http2';
import type { OpenCalls } from './calls.ts';
import type { Method } from './grpc-service.ts';

/** Status codes of gRPC (github.com/grpc/grpc/blob/master/doc/statuscodes.md), as far as they are used here. */
const status = { ok: 0, cancelled: 1, resourceExhausted: 8, unimplemented: 12, internal: 13 } as const;

/** The largest message that go-plugin's peers accept. */
const LARGEST_MESSAGE = 256 * 1024 * 1024;

/**
 * A stream's window, so that a plan of megabytes is not sent in 64 KiB steps. The connection's own stays as it is: raised
 * by setLocalWindowSize, two large calls at once to a client with large windows wait for each other for ever.
 */
const WINDOW = 16 * 1024 * 1024;

/** In megabytes. What waits to be sent counts: Node.js' own 10 would turn away calls that come beside large answers. */
const SESSION_MEMORY = 2048;

export interface GrpcServerOptions {
  /** Certificate and key of the server, in PEM; without them it speaks plain text (for a debugger's reattach). */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCertificate: string };
  readonly methods: readonly Method[];
  /** Told of every call, so that the process can end between them. */
  readonly calls: OpenCalls;
}

/**
 * A gRPC server on HTTP/2 of Node.js itself: unary calls and server streams, which is all that the plugin protocol
 * asks of a provider. (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)
 */
export function grpcServer({ tls, methods, calls }: GrpcServerOptions): http2.Http2Server | http2.Http2SecureServer {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  const settings = { initialWindowSize: WINDOW, maxConcurrentStreams: 1000 };
  const server = tls
    ? http2.createSecureServer({
        settings,
        maxSessionMemory: SESSION_MEMORY,
        cert: tls.cert,
        key: tls.key,
        ca: tls.clientCertificate,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      })
    : http2.createServer({ settings, maxSessionMemory: SESSION_MEMORY });
  server.on('stream', (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
    // A peer that goes away in the middle of a call is no concern of the others.
    stream.on('error', () => undefined);
    const path = headers[':path'] ?? '';
    const method = byPath.get(path);
    const served = serveCall(stream, method, path);
    if (method?.lasting !== true) calls.add(served);
  });
  return server;
}

async function serveCall(stream: http2.ServerHttp2Stream, method: Method | undefined, path: string): Promise<void> {
  const call = new AbortController();
  stream.on('close', () => call.abort(new Error('the engine gave the call up')));
  if (!method?.invoke) {
    stream.resume();
    await end(stream, status.unimplemented, `${path} is not implemented by this provider`);
    return;
  }
  try {
    const request = await readMessage(stream);
    for await (const response of method.invoke(request, { signal: call.signal })) {
      if (stream.closed || stream.destroyed) return;
      open(stream);
      if (!stream.write(frame(response))) await drained(stream);
    }
    await end(stream, status.ok, '');
  } catch (error) {
    const code = error instanceof Refused ? error.code : status.internal;
    await end(stream, code, error instanceof Error ? error.message : String(error));
  }
}

/** A request that is not taken, with the gRPC status that says so. */
class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What travels in front of each message: a flag for compression, and its length. */
const HEAD = 5;

/** The request's one message. What is refused is still read to its end, or its sender would not hear why. */
function readMessage(stream: http2.ServerHttp2Stream): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let refused = false;
    const refuse = (code: number, message: string) => {
      refused = true;
      chunks.length = 0;
      reject(new Refused(code, message));
    };
    stream.on('data', (chunk: Buffer) => {
      if (refused) return;
      chunks.push(chunk);
      length += chunk.length;
      if (length > LARGEST_MESSAGE + HEAD) {
        refuse(status.resourceExhausted, `a message of more than ${LARGEST_MESSAGE} bytes`);
      }
    });
    stream.on('end', () => {
      if (refused) return;
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      if (body.length < HEAD || body.readUInt32BE(1) !== body.length - HEAD) {
        refuse(status.internal, 'the call was cut short');
      } else if (body[0] !== 0) refuse(status.unimplemented, 'a compressed message, which was not agreed on');
      else resolve(body.subarray(HEAD));
    });
    stream.on('close', () => reject(new Error('the engine gave the call up')));
  });
}

function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(5 + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, 5);
  return framed;
}

function open(stream: http2.ServerHttp2Stream): void {
  if (stream.headersSent) return;
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
}

/** A call ends with its status in the trailers; one that never answered says all in its headers. Waits till all is sent. */
async function end(stream: http2.ServerHttp2Stream, code: number, message: string): Promise<void> {
  if (stream.closed || stream.destroyed) return;
  const closed = new Promise((resolve) => stream.once('close', resolve));
  const outcome = { 'grpc-status': String(code), ...(message && { 'grpc-message': percentEncoded(message) }) };
  if (!stream.headersSent) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...outcome }, { endStream: true });
  } else {
    stream.on('wantTrailers', () => stream.sendTrailers(outcome));
    stream.end();
  }
  await closed;
}

/** A header's text: printable ASCII as it is, all else byte by byte, as gRPC wants it. */
const percentEncoded = (text: string): string =>
  Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

const drained = (stream: http2.ServerHttp2Stream): Promise<void> =>
  new Promise((resolve) => {
    stream.once('drain', resolve);
    stream.once('close', resolve);
  });
