import { connect } from 'node:net';

/** The next request after a response ('' at the start); undefined at the end. */
export type Next = (answer: string) => Buffer | undefined;

/** A load: the requests of its connections. */
export interface Script {
  /** Called when the clock has started; returns a script for each connection. */
  start(): () => Next;
  /** Called after the clock has stopped; checks the responses. @throws if one is unexpected */
  check?(): void;
}

/** Collects the times of a connection in milliseconds. */
export interface Times {
  readonly latencies: number[];
  readonly firstBytes: number[];
}

/** Runs one connection from its first request to its last response. @throws if it breaks or a response is unexpected */
export function talk({ hostname, port }: URL, next: Next, { latencies, firstBytes }: Times): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const answer = createAnswerReader();
    let sentAt = 0;
    const go = (text: string): void => {
      const request = next(text);
      if (request === undefined) {
        socket.end();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    socket.once('connect', () => go(''));
    socket.on('close', () => fail(new Error('a connection was closed before all was asked')));
    socket.on('error', fail).on('data', (chunk) => {
      try {
        if (answer.isNew()) firstBytes.push(performance.now() - sentAt);
        const text = answer.read(chunk);
        if (text === undefined) return;
        latencies.push(performance.now() - sentAt);
        go(text);
      } catch (error) {
        fail(error);
      }
    });
  });
}

/** Assembles successive responses, which end by Content-Length or by their last chunk. */
export function createAnswerReader() {
  let parts: Buffer[] = [];
  let received = 0;
  let expected: number | 'chunked' | undefined;
  return {
    isNew: (): boolean => received === 0,
    /** The complete response, if it has arrived. */
    read: (chunk: Buffer): string | undefined => {
      parts.push(chunk);
      received += chunk.length;
      expected ??= lengthOf(parts.length === 1 ? chunk : Buffer.concat(parts));
      if (expected === undefined) return undefined;
      if (expected === 'chunked' ? !endsChunks(parts) : received < expected) return undefined;
      const text = (parts.length === 1 ? chunk : Buffer.concat(parts)).toString('latin1');
      parts = [];
      received = 0;
      expected = undefined;
      return text;
    },
  };
}

/** The length of the response, once its head has arrived. */
function lengthOf(bytes: Buffer): number | 'chunked' | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end + 2);
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
  if (length !== undefined) return end + 4 + Number(length);
  if (/\r\ntransfer-encoding: chunked\r\n/i.test(head)) return 'chunked';
  throw new Error(`an answer without a length: ${head}`);
}

const lastChunk = '\r\n0\r\n\r\n';

function endsChunks(parts: readonly Buffer[]): boolean {
  const last = parts.at(-1) ?? Buffer.alloc(0);
  const tail = last.length >= lastChunk.length ? last : Buffer.concat(parts.slice(-lastChunk.length));
  return tail.subarray(-lastChunk.length).toString('latin1') === lastChunk;
}

/** @throws if a response has another status */
export function expectStatus(answer: string, status: number): void {
  if (!answer.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`answered, in place of ${status}: ${answer}`);
}
