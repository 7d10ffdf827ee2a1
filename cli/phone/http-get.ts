import http from 'node:http';
import https from 'node:https';

/** A response, with as much of its body as a check needs. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The beginning of the body. */
  readonly text: string;
  /** The length of the whole body in bytes, or of the part that was read. */
  readonly bytes: number;
}

/** Configurations of phones are some ten kilobytes; firmware, which is larger, is not read to its end. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Sends one GET on a connection of its own, as a phone does. @throws the error of Node.js, or a time-out */
export function httpGet(url: URL, headers: Readonly<Record<string, string>>, timeoutMs: number): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = request(url, { agent: false, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = (): void => {
        const text = new TextDecoder().decode(Buffer.concat(chunks));
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, bytes });
        sent.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > MAX_BODY_BYTES) finish();
      });
      response.once('end', finish).once('error', reject);
    });
    sent.on('error', (error) => {
      reject(signal.aborted ? new TimeoutError(timeoutMs, error) : error);
    });
    sent.end();
  });
}

/** No complete response arrived in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(timeoutMs: number, cause: unknown) {
    super(`no complete response within ${timeoutMs / 1000} s`, { cause });
  }
}
