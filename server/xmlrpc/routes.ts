import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate } from '../accounts/index.ts';
import { actorOf, declaredLength, loginOf, onClosed, requireProvisioner, turnToAnswer } from '../http/index.ts';
import { type MemoryBudget, reserveForBody } from '../limits/index.ts';
import { Fault, findMethod, requireMethodRole } from './faults.ts';
import { type Answer, handlers, type Service } from './methods.ts';
import { BodyTooLargeError, type Call, MAX_BODY_BYTES, readCall } from './read-call.ts';
import { charsetOf, encodeFault, encodeResponse, encodeResponseStream, isKnownCharset } from '#xmlrpc';

const PATH = '/apxml/rpc.do';

/** The dependencies of the endpoint. */
export interface XmlRpcOptions {
  readonly service: Service;
  readonly authenticate: Authenticate;
  readonly memory: MemoryBudget;
}

/** Fastify plugin: the provisioners' XML-RPC endpoint. */
export function xmlRpcRoutes(app: FastifyInstance, options: XmlRpcOptions, done: () => void): void {
  // The body is decoded while it arrives, with any content type, even a malformed one, which fastify would
  // refuse.
  app.addHook('onRequest', (request, _reply, next) => {
    delete request.headers['content-type'];
    next();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, handOn) => {
    handOn(null, payload);
  });

  app.route({
    method: 'POST',
    url: PATH,
    onRequest: requireProvisioner(options.authenticate),
    handler: async (request, reply) => {
      const declaredBytes = declaredLength(request);
      if (declaredBytes !== undefined && declaredBytes > MAX_BODY_BYTES) return tooLarge(reply);
      const encoding = request.headers['content-encoding']?.trim() ?? '';
      if (!['', 'identity'].includes(encoding.toLowerCase())) {
        return sentence(reply, 415, `Content-Encoding "${encoding}" is not supported. Send the XML uncompressed.`);
      }
      // The hook above has removed the header.
      const charset = charsetOf(request.raw.headersDistinct['content-type']?.[0]);
      if (charset !== undefined && !isKnownCharset(charset)) {
        return sentence(reply, 415, `The charset ${nameOf(charset)}in the Content-Type is unknown. Send UTF-8.`);
      }
      const onGone = onClosed(reply);
      const wanted = { accountId: loginOf(request).account.id, declaredBytes, maxBytes: MAX_BODY_BYTES, onGone };
      const reservation = await reserveForBody(options.memory, wanted);
      // The answer takes memory until the client has read it.
      onGone(reservation.release);
      try {
        const call = await readCall(bodyOf(request), reservation.cover, charset);
        const result = await answer(request, call, options.service);
        // A listing starts with its first page, and then holds a snapshot of the database.
        if (result.kind === 'pages') await turnToAnswer(reply);
        return await send(request, reply, result);
      } catch (error) {
        if (error instanceof BodyTooLargeError) return tooLarge(reply);
        if (!(error instanceof Fault)) throw error;
        request.requestLog.fault = error.code;
        return reply.type('text/xml; charset=utf-8').send(encodeFault(error.code, error.message));
      }
    },
  });

  done();
}

async function answer(request: FastifyRequest, call: Call, service: Service): Promise<Answer> {
  const { requestLog } = request;
  const method = findMethod(call.method);
  requestLog.rpc = method;
  requireMethodRole(method, loginOf(request));
  const result = await handlers[method](service, actorOf(request, 'xmlrpc'), call.params);
  if (result.answers !== undefined) requestLog.answers = result.answers;
  return result;
}

function send(request: FastifyRequest, reply: FastifyReply, result: Answer): FastifyReply {
  reply.type('text/xml; charset=utf-8');
  if (result.registeredAt !== undefined) reply.header('registered-at', result.registeredAt);
  if (result.kind === 'value') return reply.send(encodeResponse(result.value));
  const document = Readable.from(encodeResponseStream(result.pages));
  document.once('error', (err) => {
    // An error before the first page still gets a response.
    if (!reply.raw.headersSent) return;
    request.requestLog.outcome = 'cut off';
    request.log.error({ err }, 'a response was cut off');
  });
  return reply.send(document);
}

/** The body as a stream; empty if the request has none. */
function bodyOf(request: FastifyRequest): Readable {
  return request.body instanceof Readable ? request.body : Readable.from([]);
}

/** The name of a charset, if it has the form of one. */
const nameOf = (charset: string): string => (/^[\w.:+-]{1,40}$/.test(charset) ? `"${charset}" ` : '');

function tooLarge(reply: FastifyReply): FastifyReply {
  return sentence(
    reply,
    413,
    `The request is longer than ${MAX_BODY_BYTES / 1024 / 1024} MiB. Split the list into several calls.`,
  );
}

function sentence(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);
}
