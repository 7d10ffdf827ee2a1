import { once } from 'node:events';
import { createServer } from 'node:net';
import { createFakes, failureOf, macId, okAnswer } from './fakes.ts';
import { TransportError } from '#autoprov';
import { encodeResponse } from '#xmlrpc';

const fakes = createFakes();
afterEach(() => fakes.close());

const register = (endpoint: string, options = {}): Promise<unknown> =>
  failureOf(fakes.client(endpoint, options).registerDevice(macId, 'http://provider.example/', 'Daryna'));

/** An answer whose last bytes never come. */
const half = `HTTP/1.1 200 OK\r\nContent-Length: ${okAnswer.length}\r\n\r\n${okAnswer.slice(0, 100)}`;

describe('no whole answer, because', () => {
  test('nobody listens: the server cannot have acted', async () => {
    const server = createServer();
    const port = await fakes.listen(server);
    server.close();
    await once(server, 'close');
    const error = await register(`http://127.0.0.1:${port}`);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({
      code: 'refused',
      sent: false,
      method: 'autoprov.registerDevice',
      message: `autoprov.registerDevice at http://127.0.0.1:${port}/apxml/rpc.do: nobody listens there (connection refused). Is the server up, and are host and port right?`,
    });
  });

  test('there is no such host', async () => {
    expect(await register('http://no-such-host.invalid')).toMatchObject({ code: 'unknown_host', sent: false });
  });

  test('the connection broke before it: the server may have acted', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await register(endpoint)).toMatchObject({
      code: 'reset',
      sent: true,
      stale: false,
      message: expect.stringContaining('the connection broke before the answer; the server may have acted'),
    });
  });

  test('the connection was closed before it', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.end()));
    expect(await register(endpoint)).toMatchObject({ code: 'reset', sent: true });
  });

  test('the connection broke within it', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.end(half)));
    expect(await register(endpoint)).toMatchObject({ code: 'incomplete', sent: true });
  });

  test('it ends too early, though the transport is content', async () => {
    const endpoint = await fakes.http((_, response) => response.end(okAnswer.slice(0, -20)));
    expect(await register(endpoint)).toMatchObject({
      code: 'incomplete',
      sent: true,
      message: expect.stringMatching(/the answer ended too early \(line 2, column \d+: .*; the server may have acted$/),
    });
  });

  test('nothing came for too long', async () => {
    const endpoint = await fakes.tcp((socket) => socket.resume());
    expect(await register(endpoint, { idleTimeoutMs: 100 })).toMatchObject({
      code: 'timeout',
      sent: true,
      message: expect.stringContaining('nothing came for 100 ms'),
    });
  });

  test('nothing more came for too long', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.write(half)));
    expect(await register(endpoint, { idleTimeoutMs: 100 })).toMatchObject({ code: 'timeout', sent: true });
  });

  test('it comes too slowly, though something always comes', async () => {
    const endpoint = await fakes.http((_, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await register(endpoint, { idleTimeoutMs: 10_000, requestTimeoutMs: 300 })).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('no whole answer within 300 ms'),
    });
  });

  test('the caller gave up while the server worked', async () => {
    const caller = new AbortController();
    const endpoint = await fakes.http(() => caller.abort(new Error('stopped')));
    const error = await failureOf(fakes.client(endpoint).checkDevice(macId, { signal: caller.signal }));
    expect(error).toMatchObject({
      code: 'aborted',
      sent: true,
      cause: expect.objectContaining({ message: 'stopped' }),
    });
  });

  test('the caller had given up before: nothing is sent', async () => {
    let requests = 0;
    const endpoint = await fakes.http((_, response) => {
      requests++;
      response.end(okAnswer);
    });
    const client = fakes.client(endpoint);
    expect(await failureOf(client.checkDevice(macId, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'aborted',
      sent: false,
    });
    await client.registerDevice(macId, 'http://provider.example/', 'Daryna');
    expect(requests).toBe(1);
  });

  test('another protocol is spoken there', async () => {
    const endpoint = await fakes.tcp((socket) => socket.write('220 mail.example ESMTP\r\n'));
    expect(await register(endpoint)).toMatchObject({
      code: 'not_http',
      message: expect.stringContaining('what answers there does not speak HTTP'),
    });
  });
});

describe('connections', () => {
  test('one carries call after call', async () => {
    let connections = 0;
    const endpoint = await fakes.http((request, response) => {
      if (request.socket.listenerCount('close', counted) === 0) {
        request.socket.on('close', counted);
        connections++;
      }
      response.end(okAnswer);
    });
    const client = fakes.client(endpoint);
    for (let call = 0; call < 20; call++) await client.registerDevice(macId, 'http://provider.example/', 'Daryna');
    expect(connections).toBe(1);
  });
  const counted = (): void => undefined;

  test('there are never more at a time than were allowed', async () => {
    let open = 0;
    let most = 0;
    const endpoint = await fakes.http((_, response) => {
      most = Math.max(most, ++open);
      // The others arrive meanwhile.
      setImmediate(() => {
        open--;
        response.end(okAnswer);
      });
    });
    const client = fakes.client(endpoint, { maxConnections: 3 });
    await Promise.all(
      Array.from({ length: 30 }, () => client.registerDevice(macId, 'http://provider.example/', 'Daryna')),
    );
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(1);
  });

  /** Answers the first request of the first connection, and resets that connection at its second. */
  const forgetful = async (): Promise<{ endpoint: string; requests: () => number }> => {
    let connections = 0;
    let requests = 0;
    const answer = encodeResponse([true, '7C2F80820EC0', 'Daryna', '2026-03-01', 'http://provider.example/']);
    const endpoint = await fakes.tcp((socket) => {
      const first = ++connections === 1;
      let mine = 0;
      socket.on('data', (data) => {
        if (!data.includes('</methodCall>')) return;
        requests++;
        if (first && ++mine === 2) socket.resetAndDestroy();
        else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(answer)}\r\n\r\n${answer}`);
      });
    });
    return { endpoint, requests: () => requests };
  };

  test('a question that was lost with an idle one is asked again', async () => {
    const { endpoint, requests } = await forgetful();
    const client = fakes.client(endpoint);
    await client.checkDevice(macId);
    expect(await client.checkDevice(macId)).toMatchObject({ ok: true });
    expect(requests()).toBe(3);
  });

  test('a change that was lost with an idle one is not repeated: the server may have made it', async () => {
    const { endpoint, requests } = await forgetful();
    const client = fakes.client(endpoint);
    await client.checkDevice(macId);
    expect(await failureOf(client.deregisterDevice(macId))).toMatchObject({ code: 'reset', stale: true, sent: true });
    expect(requests()).toBe(2);
  });

  test('a client that was closed has none, and opens new ones when it is asked', async () => {
    const endpoint = await fakes.http((_, response) => response.end(okAnswer));
    const client = fakes.client(endpoint);
    await client.registerDevice(macId, 'http://provider.example/', 'Daryna');
    client.close();
    expect(await client.registerDevice(macId, 'http://provider.example/', 'Daryna')).toMatchObject({ ok: true });
  });
});
