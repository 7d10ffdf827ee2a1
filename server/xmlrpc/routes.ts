import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../accounts/index.ts';
import { requireProvisioner } from '../http/index.ts';
import { Fault, findMethod } from './faults.ts';
import { type Answer, handlers, type Service } from './methods.ts';
import { BodyTooLargeError, type Call, MAX_BODY_BYTES, readCall } from './read-call.ts';
import { type Method, methods } from '#autoprov';
import { encodeFault, encodeResponse, encodeResponseStream } from '#xmlrpc';

const PATH = '/apxml/rpc.do';

/** The dependencies of the endpoint. */
export interface XmlRpcOptions {
  readonly service: Service;
  readonly authenticate: Authenticator;
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
      const announced = Number(request.headers['content-length'] ?? 0);
      if (announced > MAX_BODY_BYTES) return tooLarge(reply);
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity') {
        return sentence(reply, 415, `Content-Encoding "${encoding}" is not supported. Send the XML uncompressed.`);
      }
      try {
        const call = await readCall(bodyOf(request));
        return await send(request, reply, await answer(request, call, options.service));
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
  const { provisioner, requestLog } = request;
  if (provisioner === undefined) throw new Error('The request has no account.');
  const method = findMethod(call.method);
  requestLog.rpc = method;
  const result = await handlers[method](service, { accountId: provisioner.id, channel: 'xmlrpc' }, call.params);
  if (result.kind === 'value') requestLog.answers = tally(method, result.value);
  return result;
}

function send(request: FastifyRequest, reply: FastifyReply, result: Answer): FastifyReply {
  reply.type('text/xml; charset=utf-8');
  if (result.kind === 'value') {
    if (result.registeredAt !== undefined) reply.header('registered-at', result.registeredAt);
    return reply.send(encodeResponse(result.value));
  }
  const document = Readable.from(encodeResponseStream(result.pages));
  document.once('error', (err) => {
    // An error before the first page still gets a response.
    if (!reply.raw.headersSent) return;
    request.requestLog.outcome = 'cut off';
    request.log.error({ err }, 'a response was cut off');
  });
  return reply.send(document);
}

/** The number of phones per answer, for the log: `{ OK: 11, mac_not_found: 1 }`. */
function tally(method: Method, [flag, ...texts]: readonly unknown[]): Record<string, number> {
  if (method === methods.checkDevice && flag === true) return { OK: 1 };
  const counts: Record<string, number> = {};
  for (const text of texts) {
    const [word = ''] = String(text).split(':', 1);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

/** The body as a stream; empty if the request has none. */
function bodyOf(request: FastifyRequest): Readable {
  return request.body instanceof Readable ? request.body : Readable.from([]);
}

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
