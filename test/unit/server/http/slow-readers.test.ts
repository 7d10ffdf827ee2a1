import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { fastify, type FastifyInstance } from 'fastify';
import { type ReadingLimits, type SlowReaders, watchSlowReaders } from '../../../../server/http/slow-readers.ts';

/** More than the buffers of a connection hold. */
const RESPONSE_BYTES = 32 * 1024 * 1024;
const PIECE_BYTES = 16 * 1024;
const seconds = 1000;

function* pieces(): Generator<Buffer> {
  for (let sent = 0; sent < RESPONSE_BYTES; sent += PIECE_BYTES) yield Buffer.alloc(PIECE_BYTES);
}

let app: FastifyInstance | undefined;
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await app?.close();
});

interface Download {
  readonly readers: SlowReaders;
  readonly client: Socket;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<unknown>;
  readonly isClosed: () => boolean;
}

/** A client that has asked for a long response and does not read it. */
async function download(limits: ReadingLimits): Promise<Download> {
  const readers = watchSlowReaders(limits);
  const server = fastify();
  app = server;
  server.decorateRequest('requestLog');
  server.addHook('onRequest', (request, reply, done) => {
    request.requestLog = {};
    readers.add(request, reply);
    done();
  });
  server.get('/', (_request, reply) => reply.send(Readable.from(pieces())));
  const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
  const accepted = once(server.server, 'connection');
  const client = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  clients.push(client);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  client.pause();
  const [socket]: Socket[] = await accepted;
  if (socket === undefined) throw new Error('Nothing was accepted.');
  // The response has begun once there is something that the system does not take.
  while (socket.writableLength === 0) await new Promise((resolve) => setImmediate(resolve));
  return {
    readers,
    client,
    closed: new Promise((resolve) => socket.once('close', resolve)),
    isClosed: () => socket.destroyed,
  };
}

test('cuts off a client that reads nothing for half a minute', async () => {
  const { readers, closed, isClosed } = await download({ minBytesPerSecond: 1000, maxSeconds: 0 });
  for (const at of [0, 5, 29]) readers.check(at * seconds);
  expect(isClosed()).toBe(false);
  readers.check(30 * seconds);
  await closed;
});

test('cuts off a client that takes longer than the limit for the whole response', async () => {
  const { readers, closed, isClosed } = await download({ minBytesPerSecond: 0, maxSeconds: 600 });
  for (const at of [0, 300, 600]) readers.check(at * seconds);
  expect(isClosed()).toBe(false);
  readers.check(601 * seconds);
  await closed;
});

test('keeps a client that reads fast enough', async () => {
  const { readers, client, isClosed } = await download({ minBytesPerSecond: 1000, maxSeconds: 600 });
  readers.check(0);
  client.resume();
  let received = 0;
  while (received < RESPONSE_BYTES / 2) {
    const [chunk]: Buffer[] = await once(client, 'data');
    received += chunk?.length ?? 0;
  }
  client.pause();
  readers.check(31 * seconds);
  expect(isClosed()).toBe(false);
});

test('never cuts off a client without limits', async () => {
  const { readers, isClosed } = await download({ minBytesPerSecond: 0, maxSeconds: 0 });
  for (let hour = 0; hour < 24; hour++) readers.check(hour * 3600 * seconds);
  expect(isClosed()).toBe(false);
});
