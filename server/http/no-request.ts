import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { systemCode } from '../errors/index.ts';

/** What is told to whoever sent something that is no request: a status and a sentence. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** A head that is longer than 16 KiB (Node.js's limit), or that has no end. */
export const headTooLong: Refusal = {
  status: 431,
  text: 'The head of this request is too long: address and headers together have room for 16 KiB.',
};

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: headTooLong,
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    text: 'This request took too long to come. Send it again, in one go.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    text: 'The extensions of the chunks of this request are too long: leave them out.',
  },
};

/** What to tell whom Node.js could not understand, by the error that it gives; undefined where nobody is there to be told. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = systemCode(error) ?? '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return undefined;
  return refusals[code] ?? { status: 400, text: `This is no request of HTTP/1.1${reasonOf(error)}.` };
}

/** What Node.js's parser says of it: `Invalid method encountered`. Of other errors, as those of TLS, nothing is told. */
function reasonOf(error: unknown): string {
  if (!(systemCode(error) ?? '').startsWith('HPE_')) return '';
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : '';
  return reason === '' ? '' : `: ${reason}`;
}

/** Answers on a connection that no request has come by, and hangs up. */
export function hangUp(socket: Socket, { status, text }: Refusal): void {
  if (socket.writable) {
    const body = `${text}\n`;
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
        'Content-Type: text/plain; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroy();
}
