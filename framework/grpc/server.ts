import http2 from 'node:http2';
import type { OpenCalls } from './open-calls.ts';
import type { Method } from './service.ts';

/** The gRPC status codes used here (github.com/grpc/grpc/blob/master/doc/statuscodes.md). */
const status = { ok: 0, cancelled: 1, resourceExhausted: 8, unimplemented: 12, internal: 13 } as const;

/** The limit of go-plugin's own clients and servers. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/**
 * The flow-control window of a stream. The default of 64 KiB would cut a plan of megabytes into many round trips. The
 * window of the connection keeps its default: with a larger one, two large concurrent calls to a client with large
 * windows deadlock.
 */
const STREAM_WINDOW_BYTES = 16 * 1024 * 1024;

/** Queued responses count. Node.js' default of 10 MB would refuse calls while large responses are being sent. */
const SESSION_MEMORY_MB = 2048;

export interface GrpcServerOptions {
  /** Certificate and key of the server, and the only client certificate that it accepts, in PEM; plain text without. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCertificate: string };
  readonly methods: readonly Method[];
  /** Receives every call, so that a process can end when none is open. */
  readonly calls: OpenCalls;
}

/**
 * A gRPC server on the HTTP/2 of Node.js: unary calls and server streams, which is all that the plugin protocol needs.
 * (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)
 */
export function grpcServer({ tls, methods, calls }: GrpcServerOptions): http2.Http2Server | http2.Http2SecureServer {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  const settings = { initialWindowSize: STREAM_WINDOW_BYTES, maxConcurrentStreams: 1000 };
  const server = tls
    ? http2.createSecureServer({
        settings,
        maxSessionMemory: SESSION_MEMORY_MB,
        cert: tls.cert,
        key: tls.key,
        ca: tls.clientCertificate,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      })
    : http2.createServer({ settings, maxSessionMemory: SESSION_MEMORY_MB });
  server.on('stream', (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
    // A client that disconnects in the middle of a call must not affect other calls.
    stream.on('error', () => undefined);
    const path = headers[':path'] ?? '';
    const method = byPath.get(path);
    const served = serveCall(stream, method, path);
    if (method?.longLived !== true) calls.add(served);
  });
  return server;
}

async function serveCall(stream: http2.ServerHttp2Stream, method: Method | undefined, path: string): Promise<void> {
  const call = new AbortController();
  stream.on('close', () => call.abort(new Error('the engine cancelled the call')));
  if (!method?.invoke) {
    stream.resume();
    await end(stream, status.unimplemented, `${path} is not implemented by this provider`);
    return;
  }
  try {
    const request = await readMessage(stream);
    for await (const response of method.invoke(request, { signal: call.signal })) {
      if (stream.closed || stream.destroyed) return;
      startResponse(stream);
      if (!stream.write(frame(response))) await drained(stream);
    }
    await end(stream, status.ok, '');
  } catch (error) {
    const code = error instanceof RejectedRequest ? error.code : status.internal;
    await end(stream, code, error instanceof Error ? error.message : String(error));
  }
}

/** A request that the server does not accept, with its gRPC status. */
class RejectedRequest extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The prefix of each message: a compression flag and the length. */
const FRAME_HEADER_BYTES = 5;

/** Reads the one message of a request. A rejected request is still read to its end, or the client would miss the status. */
function readMessage(stream: http2.ServerHttp2Stream): Promise<Uint8Array> {
  return new Promise((resolve, fail) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let rejected = false;
    const reject = (code: number, message: string) => {
      rejected = true;
      chunks.length = 0;
      fail(new RejectedRequest(code, message));
    };
    stream.on('data', (chunk: Buffer) => {
      if (rejected) return;
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_MESSAGE_BYTES + FRAME_HEADER_BYTES) {
        reject(status.resourceExhausted, `the message is larger than ${MAX_MESSAGE_BYTES} bytes`);
      }
    });
    stream.on('end', () => {
      if (rejected) return;
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      if (body.length < FRAME_HEADER_BYTES || body.readUInt32BE(1) !== body.length - FRAME_HEADER_BYTES) {
        reject(status.internal, 'the message is truncated');
      } else if (body[0] !== 0) reject(status.unimplemented, 'compressed messages are not supported');
      else resolve(body.subarray(FRAME_HEADER_BYTES));
    });
    stream.on('close', () => fail(new Error('the engine cancelled the call')));
  });
}

function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(FRAME_HEADER_BYTES + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, FRAME_HEADER_BYTES);
  return framed;
}

function startResponse(stream: http2.ServerHttp2Stream): void {
  if (stream.headersSent) return;
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
}

/**
 * Ends a call with its status: in the trailers, or in the headers when there was no response message. Resolves when
 * everything is sent.
 */
async function end(stream: http2.ServerHttp2Stream, code: number, message: string): Promise<void> {
  if (stream.closed || stream.destroyed) return;
  const closed = new Promise((resolve) => stream.once('close', resolve));
  const trailers = { 'grpc-status': String(code), ...(message && { 'grpc-message': percentEncoded(message) }) };
  if (!stream.headersSent) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true });
  } else {
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end();
  }
  await closed;
}

/** Percent-encodes everything but printable ASCII, as gRPC specifies for status messages. */
const percentEncoded = (text: string): string =>
  Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

const drained = (stream: http2.ServerHttp2Stream): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
