import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../accounts/index.ts';
import { requireProvisioner } from '../http/index.ts';
import { Fault, findMethod } from './faults.ts';
import { type Answer, handlers, type Service } from './methods.ts';
import { BodyTooLargeError, type Call, maxBodyBytes, readCall } from './read-call.ts';
import { type Method, methods } from '#autoprov';
import { encodeFault, encodeResponse, encodeResponseStream } from '#xmlrpc';

const path = '/apxml/rpc.do';

/** What the endpoint needs of the house. */
export interface XmlRpcOptions {
  readonly service: Service;
  readonly authenticate: Authenticator;
}

/** Fastify plugin: the provisioners' XML-RPC endpoint. */
export function xmlRpcRoutes(app: FastifyInstance, options: XmlRpcOptions, done: () => void): void {
  // The body is decoded while it arrives, and its type is whatever people's tools send: even one that is none, which
  // the web server would refuse.
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
    url: path,
    onRequest: requireProvisioner(options.authenticate),
    handler: async (request, reply) => {
      const announced = Number(request.headers['content-length'] ?? 0);
      if (announced > maxBodyBytes) return tooLarge(reply);
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity') {
        return sentence(reply, 415, `This server reads no Content-Encoding "${encoding}". Send the XML as it is.`);
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
  if (provisioner === undefined) throw new Error('The route was reached without an account.');
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
    // Before the first page there is an answer that says so.
    if (!reply.raw.headersSent) return;
    request.requestLog.outcome = 'cut off';
    request.log.error({ reqId: request.id, err }, 'an answer was cut off');
  });
  return reply.send(document);
}

/** How many phones got which answer, for the log: `{ OK: 11, mac_not_found: 1 }`. */
function tally(method: Method, [flag, ...texts]: readonly unknown[]): Record<string, number> {
  if (method === methods.checkDevice && flag === true) return { OK: 1 };
  const counts: Record<string, number> = {};
  for (const text of texts) {
    const [word = ''] = String(text).split(':', 1);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

/** The body as it arrives; a request without one has an empty body. */
function bodyOf(request: FastifyRequest): Readable {
  return request.body instanceof Readable ? request.body : Readable.from([]);
}

function tooLarge(reply: FastifyReply): FastifyReply {
  return sentence(
    reply,
    413,
    `The request is longer than ${maxBodyBytes / 1024 / 1024} MiB. Send the list in several calls.`,
  );
}

function sentence(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);
}
