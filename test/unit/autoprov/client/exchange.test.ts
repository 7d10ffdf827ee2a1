import { once } from 'node:events';
import { createServer } from 'node:net';
import { createFakes, failureOf, macId, okAnswer } from './fakes.ts';
import { TransportError } from '#autoprov';
import { encodeResponse } from '#xmlrpc';

const fakes = createFakes();
afterEach(() => fakes.close());

const register = (endpoint: string, options = {}): Promise<unknown> =>
  failureOf(fakes.client(endpoint, options).registerDevice(macId, 'http://provider.example/', 'Daryna'));

/** A response whose last bytes never arrive. */
const half = `HTTP/1.1 200 OK\r\nContent-Length: ${okAnswer.length}\r\n\r\n${okAnswer.slice(0, 100)}`;

describe('a transport error reports that', () => {
  test('nothing listens and the server cannot have acted', async () => {
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
      endpoint: `http://127.0.0.1:${port}/apxml/rpc.do`,
    });
  });

  test('the host does not exist', async () => {
    expect(await register('http://no-such-host.invalid')).toMatchObject({ code: 'unknown_host', sent: false });
  });

  test('the connection broke before the response and the server may have acted', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await register(endpoint)).toMatchObject({
      code: 'reset',
      sent: true,
      stale: false,
      message: expect.stringContaining('the server may have acted'),
    });
  });

  test('the connection was closed before the response', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.end()));
    expect(await register(endpoint)).toMatchObject({ code: 'reset', sent: true });
  });

  test('the connection broke during the response', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.end(half)));
    expect(await register(endpoint)).toMatchObject({ code: 'incomplete', sent: true });
  });

  test('the document ended too early, although the transport succeeded', async () => {
    const endpoint = await fakes.http((_, response) => response.end(okAnswer.slice(0, -20)));
    expect(await register(endpoint)).toMatchObject({
      code: 'incomplete',
      sent: true,
      message: expect.stringMatching(
        /the response ended too early \(line 2, column \d+: .*; the server may have acted$/,
      ),
    });
  });

  test('no data arrived for too long', async () => {
    const endpoint = await fakes.tcp((socket) => socket.resume());
    expect(await register(endpoint, { idleTimeoutMs: 100 })).toMatchObject({
      code: 'timeout',
      sent: true,
      message: expect.stringContaining('no data for 100 ms'),
    });
  });

  test('no more data arrived for too long', async () => {
    const endpoint = await fakes.tcp((socket) => socket.once('data', () => socket.write(half)));
    expect(await register(endpoint, { idleTimeoutMs: 100 })).toMatchObject({ code: 'timeout', sent: true });
  });

  test('the response took too long, although data kept arriving', async () => {
    const endpoint = await fakes.http((_, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await register(endpoint, { idleTimeoutMs: 10_000, requestTimeoutMs: 300 })).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('no complete response within 300 ms'),
    });
  });

  test('the caller aborted while the server worked', async () => {
    const caller = new AbortController();
    const endpoint = await fakes.http(() => caller.abort(new Error('stopped')));
    const error = await failureOf(fakes.client(endpoint).checkDevice(macId, { signal: caller.signal }));
    expect(error).toMatchObject({
      code: 'aborted',
      sent: true,
      cause: expect.objectContaining({ message: 'stopped' }),
    });
  });

  test('a time limit of the caller passed', async () => {
    const caller = new AbortController();
    const endpoint = await fakes.http(() => caller.abort(new DOMException('no answer within 20 s', 'TimeoutError')));
    const error = await failureOf(fakes.client(endpoint).checkDevice(macId, { signal: caller.signal }));
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('no answer within 20 s') });
  });

  test('the caller had aborted before anything was sent', async () => {
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

  test('the server does not speak HTTP', async () => {
    const endpoint = await fakes.tcp((socket) => socket.write('220 mail.example ESMTP\r\n'));
    expect(await register(endpoint)).toMatchObject({
      code: 'not_http',
      message: expect.stringContaining('the server does not speak HTTP'),
    });
  });
});

describe('a client', () => {
  test('reuses one connection for successive calls', async () => {
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

  test('opens no more connections than allowed', async () => {
    let open = 0;
    let most = 0;
    const endpoint = await fakes.http((_, response) => {
      most = Math.max(most, ++open);
      // Lets the other requests arrive.
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

  /** A server that answers the first request of the first connection and resets that connection at the second. */
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

  test('repeats a query that was lost with a stale connection', async () => {
    const { endpoint, requests } = await forgetful();
    const client = fakes.client(endpoint);
    await client.checkDevice(macId);
    expect(await client.checkDevice(macId)).toMatchObject({ ok: true });
    expect(requests()).toBe(3);
  });

  test('does not repeat a change that was lost with a stale connection', async () => {
    const { endpoint, requests } = await forgetful();
    const client = fakes.client(endpoint);
    await client.checkDevice(macId);
    expect(await failureOf(client.deregisterDevice(macId))).toMatchObject({ code: 'reset', stale: true, sent: true });
    expect(requests()).toBe(2);
  });

  test('opens new connections after it was closed', async () => {
    const endpoint = await fakes.http((_, response) => response.end(okAnswer));
    const client = fakes.client(endpoint);
    await client.registerDevice(macId, 'http://provider.example/', 'Daryna');
    client.close();
    expect(await client.registerDevice(macId, 'http://provider.example/', 'Daryna')).toMatchObject({ ok: true });
  });
});
