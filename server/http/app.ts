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

/** Where the log goes, and how much of it. Lines are JSON. */
export interface LogOptions {
  readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly stream: LineStream;
}

/** What differs from door to door. */
export interface AppOptions {
  /** A sentence for who comes to a path where there is nothing, or with a method that a path does not take. */
  readonly directions: string;
  /** HTTPS with this certificate; HTTP when left out. */
  readonly tls: SecureContextOptions | undefined;
  /** Proxies that are believed when they say where a request came from: addresses, networks, `loopback`. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Hears of each request once it has been answered. */
  readonly onAnswered?: ((request: FastifyRequest, reply: FastifyReply) => void) | undefined;
}

const logTime = createLogTime();

/**
 * The web server without its routes: limits on time, one log line a request, and an answer for what no route answers.
 * Doors (XML-RPC, and later phones and portal) are added as plugins.
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
          // A warning or an error waits for nothing, nor does what came before it.
          if (level >= 40) log.stream.flush?.();
        },
      },
    },
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request costs more than its line.
    childLoggerFactory: (logger) => logger,
    // Whoever asks on a connection that is about to be closed is answered, and told that it is.
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
          : [414, 'is longer than any that is here'];
      reply.raw.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
      reply.raw.end(`The path ${pathOf(request.url)} ${problem}. ${directions}\n`);
    },
  });
  decorateRequests(app);

  const refuse = (socket: Socket, refusal: Refusal): void => {
    app.log.info({ status: refusal.status, from: socket.remoteAddress, reason: refusal.text }, 'no request');
    // Words in the middle of another request's answer, or before it, would be taken for that.
    if (watch.isAnswering(socket)) socket.destroy();
    else hangUp(socket, refusal);
  };
  const watch = watchForEndlessRequests(app.server, (socket) => refuse(socket, headTooLong));

  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });

  /** Leaves a requestLog, and tells of it when the request has been answered. */
  const hearOf = (request: FastifyRequest, reply: FastifyReply): void => {
    request.requestLog = {};
    // 'close' comes exactly once, whether the answer was sent or the client went away: once() would take its time for nothing.
    reply.raw.on('close', () => {
      logRequest(log, request, reply);
      if (reply.raw.writableFinished) onAnswered?.(request, reply);
      // The last answer has gone out: a client that keeps its connection for more must not keep the server from stopping.
      if (stopping) setImmediate(() => app.server.closeIdleConnections());
    });
  };
  app.addHook('onRequest', (request, reply, done) => {
    hearOf(request, reply);
    done();
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    // With bytes unread, hanging up at once, as the web server does where a body is too long, may take the answer from its
    // client.
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
    // The log line of the request tells; this answer is for the case that somebody listens after all.
    if (error instanceof ClientGoneError) return reply.code(400).send(`${error.message}\n`);
    if (error instanceof StorageUnavailableError) {
      request.log.error({ reqId: request.id, err: error }, 'the database cannot be used');
      return reply
        .code(503)
        .header('Retry-After', '5')
        .send(`Nothing was changed: ${error.message}. Ask again later.\n`);
    }
    if (error instanceof OutcomeUnknownError) {
      request.log.error({ reqId: request.id, err: error }, 'the database was lost');
      return reply
        .code(503)
        .send(`It is not certain whether this was done: ${error.message}. Check before asking again.\n`);
    }
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500)
      return reply
        .code(status)
        .send(`${error instanceof Error ? error.message : 'This request cannot be answered.'}\n`);
    request.log.error({ reqId: request.id, err: error }, 'unexpected error');
    return reply
      .code(500)
      .send(`Something went wrong in the server, which is not your fault. Its log tells more, at ${request.id}.\n`);
  });
  return app;
}

/**
 * One line: who asked what and was told what, in how many milliseconds. As pino writes lines, but mostly put together by hand,
 * since there is one for each phone that boots. What came from outside JSON has to escape.
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

/** Without the query, which may hold anything. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, end < 0 ? 200 : Math.min(end, 200));
}
