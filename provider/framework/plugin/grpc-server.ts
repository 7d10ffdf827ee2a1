import http2 from 'node:http2';
import type { Method } from './grpc-service.ts';

/** Status codes of gRPC (github.com/grpc/grpc/blob/master/doc/statuscodes.md), as far as they are used here. */
const status = { ok: 0, cancelled: 1, resourceExhausted: 8, unimplemented: 12, internal: 13 } as const;

/** The largest message that go-plugin's peers accept. */
const LARGEST_MESSAGE = 256 * 1024 * 1024;

/** Windows as large as the largest ordinary message, so that a plan of megabytes is not sent in 64 KiB steps. */
const WINDOW = 16 * 1024 * 1024;

export interface GrpcServerOptions {
  /** Certificate and key of the server, in PEM; without them it speaks plain text (for a debugger's reattach). */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCertificate: string };
  readonly methods: readonly Method[];
}

/**
 * A gRPC server on HTTP/2 of Node.js itself: unary calls and server streams, which is all that the plugin protocol
 * asks of a provider. (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)
 */
export function grpcServer({ tls, methods }: GrpcServerOptions): http2.Http2Server | http2.Http2SecureServer {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  const settings = { initialWindowSize: WINDOW, maxConcurrentStreams: 1000 };
  const server = tls
    ? http2.createSecureServer({
        settings,
        cert: tls.cert,
        key: tls.key,
        ca: tls.clientCertificate,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      })
    : http2.createServer({ settings });
  server.on('session', (session) => session.setLocalWindowSize(WINDOW));
  server.on('stream', (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
    // A peer that goes away in the middle of a call is no concern of the others.
    stream.on('error', () => undefined);
    void serveCall(stream, byPath.get(headers[':path'] ?? ''), headers[':path'] ?? '');
  });
  return server;
}

async function serveCall(stream: http2.ServerHttp2Stream, method: Method | undefined, path: string): Promise<void> {
  const call = new AbortController();
  stream.on('close', () => call.abort(new Error('the engine gave the call up')));
  if (!method?.invoke) {
    end(stream, status.unimplemented, `${path} is not implemented by this provider`);
    return;
  }
  try {
    const request = await readMessage(stream);
    for await (const response of method.invoke(request, { signal: call.signal })) {
      if (stream.closed || stream.destroyed) return;
      open(stream);
      if (!stream.write(frame(response))) await drained(stream);
    }
    end(stream, status.ok, '');
  } catch (error) {
    const code = error instanceof MessageTooLarge ? status.resourceExhausted : status.internal;
    end(stream, code, error instanceof Error ? error.message : String(error));
  }
}

class MessageTooLarge extends Error {}

/** The request's one message. Each travels behind five bytes: a flag for compression, and its length. */
async function readMessage(stream: http2.ServerHttp2Stream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST_MESSAGE + 5) throw new MessageTooLarge(`a message of more than ${LARGEST_MESSAGE} bytes`);
  }
  const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  if (body.length < 5 || body.readUInt32BE(1) !== body.length - 5) throw new Error('the call was cut short');
  if (body[0] !== 0) throw new Error('a compressed message, which was not agreed on');
  return body.subarray(5);
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

/** A call ends with its status in the trailers; one that never answered says all in its headers. */
function end(stream: http2.ServerHttp2Stream, code: number, message: string): void {
  if (stream.closed || stream.destroyed) return;
  const outcome = { 'grpc-status': String(code), ...(message && { 'grpc-message': encodeURIComponent(message) }) };
  if (!stream.headersSent) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...outcome }, { endStream: true });
    return;
  }
  stream.on('wantTrailers', () => stream.sendTrailers(outcome));
  stream.end();
}

const drained = (stream: http2.ServerHttp2Stream): Promise<void> =>
  new Promise((resolve) => {
    stream.once('drain', resolve);
    stream.once('close', resolve);
  });
