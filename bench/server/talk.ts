import { connect } from 'node:net';

/** What is sent next when an answer has come ('' at the start); undefined when this connection has nothing more to ask. */
export type Next = (answer: string) => Buffer | undefined;

/** A load: what its connections ask. */
export interface Script {
  /** The clock has started; returns what makes each connection's part. */
  start(): () => Next;
  /** The clock has stopped: looks at what took too long to look at before. @throws when it is not what it should be */
  check?(): void;
}

/** Where a connection puts its times, in milliseconds. */
export interface Times {
  readonly latencies: number[];
  readonly firstBytes: number[];
}

/** One connection, from its first request to its last answer. @throws when it breaks, or an answer is not what it should be */
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

/** Puts the chunks of one answer after the other together, and knows where each ends: by its length, or by its last chunk. */
export function createAnswerReader() {
  let parts: Buffer[] = [];
  let received = 0;
  let expected: number | 'chunked' | undefined;
  return {
    isNew: (): boolean => received === 0,
    /** The whole answer, once it is there. */
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

/** How long the whole answer is, once its head is there. */
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

/** @throws when an answer has another status */
export function expectStatus(answer: string, status: number): void {
  if (!answer.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`answered, in place of ${status}: ${answer}`);
}
