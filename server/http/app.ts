import type { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { OutcomeUnknownError, StorageUnavailableError } from '../storage/index.ts';
import { ClientGoneError } from './client-gone.ts';
import { watchForEndlessRequests } from './endless-requests.ts';
import { createLogTime, type LineStream } from './log-lines.ts';
import { hangUp, headTooLong, type Refusal, refusalOf } from './no-request.ts';
import { decorateRequests } from './request.ts';
import { hangUpOnEndlessBody } from './unread-body.ts';
import { createWebServer } from './web-server.ts';

/** The destination and level of the log. */
export interface LogOptions {
  readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly stream: LineStream;
}

/** The settings that differ between listeners. */
export interface AppOptions {
  /** A sentence for clients that request an unknown path or use a method that the path does not allow. */
  readonly directions: string;
  /** Serves HTTPS with this certificate; HTTP if undefined. */
  readonly tls: SecureContextOptions | undefined;
  /** Proxies whose X-Forwarded-For is trusted: addresses, networks, `loopback`. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Called after each answered request. */
  readonly onAnswered?: ((request: FastifyRequest, reply: FastifyReply) => void) | undefined;
}

const logTime = createLogTime();

/**
 * The web server without its routes: time limits, one log line per request, and answers for unknown paths.
 * XML-RPC, phones and portal are added as plugins.
 */
export function createApp(log: LogOptions, { directions, tls, trustProxy, onAnswered }: AppOptions): FastifyInstance {
  const app = fastify({
    logger: {
      level: log.level,
      stream: log.stream,
      base: null,
      timestamp: logTime,
      hooks: {
        logMethod(args, method, level) {
          method.apply(this, args);
          // Write warnings and errors at once, together with the lines before them.
          if (level >= 40) log.stream.flush?.();
        },
      },
    },
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger for each request costs more than its line.
    childLoggerFactory: (logger) => logger,
    // Requests on a connection that is about to close are still answered, with `Connection: close`.
    return503OnClosing: false,
    ...(trustProxy !== undefined && { trustProxy: [...trustProxy] }),
    serverFactory: (handler) => createWebServer(tls, handler),
    clientErrorHandler(error, socket) {
      const refusal = refusalOf(error);
      if (refusal === undefined || socket.destroyed) socket.destroy();
      else refuse(socket, refusal);
    },
    frameworkErrors: (error, request, reply) => {
      hearOf(request, reply);
      const [status, problem] =
        error.code === 'FST_ERR_BAD_URL'
          ? [400, 'has a % that is not followed by two hex digits of a text in UTF-8']
          : [414, 'is longer than any path of this server'];
      reply.raw.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
      reply.raw.end(`The path ${pathOf(request.url)} ${problem}. ${directions}\n`);
    },
  });
  decorateRequests(app);

  const refuse = (socket: Socket, refusal: Refusal): void => {
    app.log.info({ status: refusal.status, from: socket.remoteAddress, reason: refusal.text }, 'no request');
    // Text before or within the response to another request would be mistaken for it.
    if (watch.isAnswering(socket)) socket.destroy();
    else hangUp(socket, refusal);
  };
  const watch = watchForEndlessRequests(app.server, (socket) => refuse(socket, headTooLong));

  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });

  /** Creates the request's log context, and logs it when the request has been answered. */
  const hearOf = (request: FastifyRequest, reply: FastifyReply): void => {
    request.requestLog = {};
    // 'close' occurs exactly once, whether the response was sent or the client disconnected, so on() suffices.
    reply.raw.on('close', () => {
      logRequest(log, request, reply);
      if (reply.raw.writableFinished) onAnswered?.(request, reply);
      // After the last response, a client that keeps its connection open must not prevent the server from stopping.
      if (stopping) setImmediate(() => app.server.closeIdleConnections());
    });
  };
  app.addHook('onRequest', (request, reply, done) => {
    hearOf(request, reply);
    done();
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    // Closing a connection with unread bytes, as the web server does for an overlong body, can discard the response before
    // the client has read it.
    if (!request.raw.complete) reply.removeHeader('connection');
    if (stopping) reply.header('Connection', 'close');
    hangUpOnEndlessBody(request.raw);
    done(null, payload);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    reply.type('text/plain; charset=utf-8');
    const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url: path })).join(', ');
    if (allowed === '') return reply.code(404).send(`There is nothing at ${path}. ${directions}\n`);
    return reply
      .code(405)
      .header('Allow', allowed)
      .send(`${path} takes ${allowed}, not ${request.method}. ${directions}\n`);
  });

  app.setErrorHandler((error, request, reply) => {
    reply.type('text/plain; charset=utf-8');
    // The request's log line reports it; this response is for a client that still listens.
    if (error instanceof ClientGoneError) return reply.code(400).send(`${error.message}\n`);
    if (error instanceof StorageUnavailableError) {
      request.log.error({ reqId: request.id, err: error }, 'the database cannot be used');
      return reply
        .code(503)
        .header('Retry-After', '5')
        .send(`Nothing was changed: ${error.message}. Try again later.\n`);
    }
    if (error instanceof OutcomeUnknownError) {
      request.log.error({ reqId: request.id, err: error }, 'the database was lost');
      return reply.code(503).send(`The outcome is unknown: ${error.message}. Check before you try again.\n`);
    }
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500)
      return reply
        .code(status)
        .send(`${error instanceof Error ? error.message : 'This request cannot be answered.'}\n`);
    request.log.error({ reqId: request.id, err: error }, 'unexpected error');
    return reply
      .code(500)
      .send(`The server failed to process the request. Its log contains the details under ${request.id}.\n`);
  });
  return app;
}

/**
 * One line for each request: client, request, status, milliseconds. It has pino's format but is mostly concatenated,
 * because there is one for each phone that boots. Values from outside are escaped.
 */
function logRequest({ level, stream }: LogOptions, request: FastifyRequest, reply: FastifyReply): void {
  if (level !== 'info' && level !== 'debug') return;
  const answered = reply.raw.writableFinished;
  const { method, requestLog } = request;
  const asked = { method, path: pathOf(request.url), from: request.ip, ...requestLog };
  let line = `{"level":30${logTime()},"reqId":"${request.id}"`;
  if (answered) line += `,"status":${reply.statusCode}`;
  line += `,${JSON.stringify(asked).slice(1, -1)}`;
  line += `,"ms":${Math.round(reply.elapsedTime * 10) / 10}`;
  line += answered || requestLog.outcome === 'cut off' ? ',"msg":"request"}\n' : ',"msg":"the client went away"}\n';
  stream.write(line);
}

/** The path without the query, which may contain anything. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, end < 0 ? 200 : Math.min(end, 200));
}
