import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { systemCode } from '../errors/index.ts';

/** The response to something that is not an HTTP request: a status and a sentence. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** A head that exceeds 16 KiB, Node.js's limit. */
export const HEAD_TOO_LONG: Refusal = {
  status: 431,
  text: 'The request line and headers exceed 16 KiB.',
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: HEAD_TOO_LONG,
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    text: 'The request took too long to arrive. Send it again without pauses.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    text: 'The chunk extensions of the request are too long. Omit them.',
  },
};

/** The response to a parser error of Node.js; undefined if the client is gone. */
export function describeRefusal(error: unknown): Refusal | undefined {
  const code = systemCode(error) ?? '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return undefined;
  return REFUSALS[code] ?? { status: 400, text: `This is not a valid HTTP/1.1 request${reasonOf(error)}.` };
}

/** The reason that Node.js's parser gives, such as `Invalid method encountered`; empty for other errors. */
function reasonOf(error: unknown): string {
  if (!(systemCode(error) ?? '').startsWith('HPE_')) return '';
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : '';
  return reason === '' ? '' : `: ${reason}`;
}

/** Sends a refusal on a connection without a valid request, and closes it. */
export function refuseConnection(socket: Socket, { status, text }: Refusal): void {
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
