import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { turnToAnswer, watchPipelinedRequests } from '../../../../server/http/pipelined-requests.ts';
import { onClosed } from '../../../../server/http/request.ts';

/** A server that notes when requests get their turn and when their responses are closed, and answers when told. */
interface Watched {
  readonly app: FastifyInstance;
  readonly client: Socket;
  readonly events: string[];
  readonly answer: (path: string) => void;
  /** Resolves when the event has been noted. */
  readonly noted: (event: string) => Promise<void>;
}

let watched: Watched;
beforeEach(async () => {
  const app = fastify();
  const events: string[] = [];
  const replies = new Map<string, FastifyReply>();
  const note = (event: string): void => {
    events.push(event);
    app.server.emit('noted');
  };
  watchPipelinedRequests(app.server);
  app.get('/:name', (request, reply) => {
    const { url } = request;
    replies.set(url, reply);
    reply.raw.once('close', () => note(`${url} closed`));
    void turnToAnswer(reply).then(
      () => note(`${url} in turn`),
      () => onClosed(reply)(() => note(`${url} released`)),
    );
    note(`${url} received`);
  });
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  watched = {
    app,
    client: connect(Number(port), '127.0.0.1').on('error', () => undefined),
    events,
    answer: (path) => void replies.get(path)?.send('ok'),
    noted: async (event) => {
      while (!events.includes(event)) await once(app.server, 'noted');
    },
  };
});
afterEach(async () => {
  watched.client.destroy();
  await watched.app.close();
});

const get = (...paths: readonly string[]): string =>
  paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join('');

test('gives a pipelined request its turn when the earlier ones are answered', async () => {
  const { client, events, answer, noted } = watched;
  client.write(get('/1', '/2', '/3'));
  await noted('/3 received');
  for (const path of ['/1', '/2', '/3']) {
    await noted(`${path} in turn`);
    answer(path);
  }
  await noted('/3 closed');
  expect(events.filter((event) => !event.endsWith('received'))).toEqual([
    '/1 in turn',
    '/1 closed',
    '/2 in turn',
    '/2 closed',
    '/3 in turn',
    '/3 closed',
  ]);
});

test('gives a request that was not pipelined its turn at once', async () => {
  const { client, answer, noted } = watched;
  client.write(get('/1'));
  await noted('/1 in turn');
  answer('/1');
  await noted('/1 closed');
  client.write(get('/2'));
  await noted('/2 in turn');
});

test('closes each pipelined response once when the client disconnects', async () => {
  const { client, events, answer, noted } = watched;
  client.write(get('/1', '/2', '/3', '/4'));
  await noted('/4 received');
  answer('/1');
  await noted('/2 in turn');
  client.destroy();
  await noted('/4 released');
  expect(events.filter((event) => event.endsWith('closed')).sort()).toEqual([
    '/1 closed',
    '/2 closed',
    '/3 closed',
    '/4 closed',
  ]);
  expect(events).toContain('/3 released');
});
