import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { systemCode } from '../errors/index.ts';

/** The response to bytes that are not a valid request: a status and a sentence. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** A head longer than 16 KiB, which is Node.js's limit, or without an end. */
export const headTooLong: Refusal = {
  status: 431,
  text: 'The head of this request is too long: request line and headers may have 16 KiB together.',
};

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: headTooLong,
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    text: 'This request took too long to arrive. Send it again without pauses.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    text: 'The chunk extensions of this request are too long. Omit them.',
  },
};

/** The response for an error of Node.js's parser; undefined if no client is left to read it. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = systemCode(error) ?? '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return undefined;
  return refusals[code] ?? { status: 400, text: `This is not a valid HTTP/1.1 request${reasonOf(error)}.` };
}

/** The message of Node.js's parser, such as `Invalid method encountered`; empty for other errors, such as those of TLS. */
function reasonOf(error: unknown): string {
  if (!(systemCode(error) ?? '').startsWith('HPE_')) return '';
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : '';
  return reason === '' ? '' : `: ${reason}`;
}

/** Sends a response on a connection without a valid request and closes it. */
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
