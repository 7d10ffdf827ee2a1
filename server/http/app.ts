import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactoryHandler,
  LogController,
} from 'fastify';
import { pino } from 'pino';
import { TooManyGuessesError } from '../guess-limits/index.ts';
import { BusyError } from '../limits/index.ts';
import { OutcomeUnknownError, StorageUnavailableError } from '../storage/index.ts';
import { closeOnEndlessBody, watchForEndlessRequests } from './endless-requests.ts';
import type { LogOptions } from './log.ts';
import { describeRefusal, HEAD_TOO_LONG, type Refusal, refuseConnection } from './malformed-requests.ts';
import { watchPipelinedRequests } from './pipelined-requests.ts';
import { ClientGoneError, decorateRequests, hasLeftBeforeResponse } from './request.ts';
import { errorSerializer, shownPath } from './shown.ts';
import { CHECK_READERS_MS, type ReadingLimits, watchSlowReaders } from './slow-readers.ts';

/** The options in which listeners differ. */
export interface AppOptions {
  /** A sentence for clients that request an unknown path or use an unsupported method. */
  readonly directions: string;
  /** HTTPS with this certificate; HTTP when omitted. */
  readonly tls: SecureContextOptions | undefined;
  /** Reverse proxies whose X-Forwarded-For header is trusted: addresses, networks or `loopback`. */
  readonly trustProxy?: readonly string[] | undefined;
  readonly readingLimits: ReadingLimits;
  /** Returns the path by which a request is routed, if not its own. */
  readonly rewritePath?: ((path: string) => string) | undefined;
  /** Called after each response. */
  readonly onAnswered?: ((request: FastifyRequest, reply: FastifyReply) => void) | undefined;
}

/** Limits requests that arrive slowly, and responses that are read slowly. */
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 72_000;
/** A client that reads this much in half a minute is not slow. */
const MAX_PIECE_BYTES = 16 * 1024;

/**
 * Creates a web server without routes: time limits, one log line per request, and responses to unknown paths and errors.
 * Modules register their routes as plugins.
 */
export function createApp(log: LogOptions, options: AppOptions): FastifyInstance {
  const { directions, tls, trustProxy, readingLimits, rewritePath, onAnswered } = options;
  const app = fastify({
    logger: {
      level: log.level,
      stream: log.stream,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorSerializer },
    },
    logController: new LogController({ disableRequestLogging: true }),
    // Requests that arrive while the server stops are answered, with `Connection: close`.
    return503OnClosing: false,
    ...(trustProxy !== undefined && { trustProxy: [...trustProxy] }),
    rewriteUrl: ({ url = '/' }: IncomingMessage) => (rewritePath === undefined ? url : rewritePath(url)),
    serverFactory: (handler) => createWebServer(tls, handler),
    clientErrorHandler(error, socket) {
      const refusal = describeRefusal(error);
      // Node.js reports each piece that arrives after the first invalid one.
      if (lastAnswers.has(socket)) return;
      if (refusal === undefined || socket.destroyed) socket.destroy();
      else refuse(socket, refusal);
    },
    frameworkErrors: (error, request, reply) => {
      logWhenClosed(request, reply);
      const [status, problem] =
        error.code === 'FST_ERR_BAD_URL'
          ? [400, 'contains an invalid percent-encoding (expected UTF-8)']
          : [414, 'is too long'];
      reply.raw.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
      reply.raw.end(`The path ${shownPath(request.url)} ${problem}. ${directions}\n`);
    },
  });
  decorateRequests(app);

  /** Connections that are closed after the response in progress. */
  const lastAnswers = new WeakSet<Socket>();
  const logMalformed = (socket: Socket, { status, text }: Refusal): void =>
    app.log.info({ status, from: socket.remoteAddress, reason: text }, 'malformed request');
  const refuse = (socket: Socket, refusal: Refusal): void => {
    logMalformed(socket, refusal);
    const response = watch.pendingResponse(socket);
    if (response === undefined) {
      refuseConnection(socket, refusal);
      return;
    }
    // The client would take the refusal for the response to its earlier request, which may have had a wrong Content-Length.
    lastAnswers.add(socket);
    response.shouldKeepAlive = false;
    response.once('close', () => socket.destroySoon());
  };
  const watch = watchForEndlessRequests(app.server, (socket) => {
    if (watch.pendingResponse(socket) === undefined) {
      refuse(socket, HEAD_TOO_LONG);
      return;
    }
    logMalformed(socket, HEAD_TOO_LONG);
    socket.destroy();
  });
  watchPipelinedRequests(app.server);

  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });

  const slowReaders = watchSlowReaders(readingLimits);
  const checking = setInterval(() => slowReaders.check(performance.now()), CHECK_READERS_MS).unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(checking);
    done();
  });

  /** Creates the request's log context, and logs it when the response is closed. */
  const logWhenClosed = (request: FastifyRequest, reply: FastifyReply): void => {
    request.requestLog = {};
    slowReaders.add(request, reply);
    // 'close' is emitted exactly once, whether the response was sent or the client disconnected.
    reply.raw.on('close', () => {
      logRequest(request, reply);
      if (reply.raw.writableFinished) onAnswered?.(request, reply);
      // Idle keep-alive connections must not delay the stop.
      if (stopping) setImmediate(() => app.server.closeIdleConnections());
    });
  };
  app.addHook('onRequest', (request, reply, done) => {
    logWhenClosed(request, reply);
    done();
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    // Closing a connection with unread bytes can reset it before the client has read the response.
    if (!request.raw.complete) reply.removeHeader('connection');
    if (stopping) reply.header('Connection', 'close');
    closeOnEndlessBody(request.raw);
    done(null, typeof payload === 'string' && payload.length > MAX_PIECE_BYTES ? inPieces(reply, payload) : payload);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = shownPath(request.url);
    reply.type('text/plain; charset=utf-8');
    const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url: path })).join(', ');
    if (allowed === '') return reply.code(404).send(`Not found: ${path}. ${directions}\n`);
    return reply
      .code(405)
      .header('Allow', allowed)
      .send(`${path} supports ${allowed}, not ${request.method}. ${directions}\n`);
  });

  app.setErrorHandler((error, request, reply) => {
    reply.type('text/plain; charset=utf-8');
    if (error instanceof ClientGoneError) return reply.code(400).send(`${error.message}\n`);
    // Only the request's own log line mentions it.
    if (hasLeftBeforeResponse(error, reply)) return reply.code(400).send();
    if (error instanceof BusyError) {
      return reply
        .code(503)
        .header('Retry-After', String(error.retryAfterSeconds))
        .send(`Nothing was changed: ${error.message}. Try again in ${error.retryAfterSeconds} seconds.\n`);
    }
    if (error instanceof StorageUnavailableError) {
      request.log.error({ err: error }, 'database unavailable');
      return reply
        .code(503)
        .header('Retry-After', '5')
        .send(`Nothing was changed: ${error.message}. Try again later.\n`);
    }
    if (error instanceof OutcomeUnknownError) {
      request.log.error({ err: error }, 'database connection lost');
      return reply.code(503).send(`The outcome is unknown: ${error.message}. Check before you try again.\n`);
    }
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (error instanceof TooManyGuessesError) reply.header('Retry-After', String(error.retryAfterSeconds));
    if (status < 500) return reply.code(status).send(`${error instanceof Error ? error.message : 'Bad request.'}\n`);
    request.log.error({ err: error }, 'unexpected error');
    return reply
      .code(500)
      .send(`Internal server error. The server's log has the details under request ID ${request.id}.\n`);
  });
  return app;
}

/** A long text as a stream with backpressure, so that the progress of its reader is known (slow-readers.ts). */
function inPieces(reply: FastifyReply, text: string): Readable {
  const bytes = Buffer.from(text);
  reply.header('Content-Length', bytes.length);
  const pieces = Array.from({ length: Math.ceil(bytes.length / MAX_PIECE_BYTES) }, (_, index) =>
    bytes.subarray(index * MAX_PIECE_BYTES, (index + 1) * MAX_PIECE_BYTES),
  );
  return Readable.from(pieces);
}

/** Logs one line per request: client, request, response status and duration. */
function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { method, requestLog } = request;
  const complete = reply.raw.writableFinished;
  const fields = {
    ...(complete && { status: reply.statusCode }),
    method,
    path: loggedPath(request),
    from: request.ip,
    ...requestLog,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  };
  request.log.info(fields, complete || requestLog.outcome === 'cut off' ? 'request' : 'client disconnected');
}

/** A path that is also that of its route is no secret, and the redaction of others takes a tenth of a short request's time. */
const loggedPath = ({ url, routeOptions }: FastifyRequest): string => (url === routeOptions.url ? url : shownPath(url));

function createWebServer(tls: SecureContextOptions | undefined, handler: FastifyServerFactoryHandler): Server {
  const options = { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const server = tls === undefined ? createServer(options, handler) : createTlsServer({ ...tls, ...options }, handler);
  return server.setTimeout(REQUEST_TIMEOUT_MS);
}
