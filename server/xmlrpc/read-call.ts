import type { Readable } from 'node:stream';
import { ClientGoneError } from '../http/index.ts';
import { asFault, Fault, faultCodes } from './faults.ts';
import { createDecoder, type XmlRpcValue } from '#xmlrpc';

/** Limits of one request; they allow a list of some 200,000 phones. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;
export const documentLimits = { bytes: MAX_BODY_BYTES, depth: 16, values: 500_000 };

/** The body is longer than `MAX_BODY_BYTES`. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

export interface Call {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/** Reserves memory for the bytes received so far; undefined if it is reserved already. */
export type Cover = (receivedBytes: number) => Promise<void> | undefined;

/**
 * Reads a call from a request's body while it arrives. Of the content type, only the charset counts, because people's tools
 * send any type (curl's default included).
 *
 * The body is always left flowing, so that a client that is still sending can read the response.
 * @throws BodyTooLargeError; ClientGoneError; what `cover` throws; Fault if the body is not an XML-RPC call
 */
export function readCall(body: Readable, cover: Cover, charset?: string): Promise<Call> {
  const decoder = createDecoder({ limits: documentLimits, ...(charset !== undefined && { charset }) });
  let received = 0;
  return new Promise((resolve, reject) => {
    let failed = false;
    const fail = (error: unknown): void => {
      failed = true;
      reject(error instanceof Error ? error : new Error(String(error)));
      body.resume();
    };
    body.on('data', (chunk: Buffer) => {
      if (failed) return;
      received += chunk.length;
      try {
        if (received > MAX_BODY_BYTES) throw new BodyTooLargeError();
        const covered = cover(received);
        if (covered !== undefined) {
          body.pause();
          covered.then(() => body.resume(), fail);
        }
        decoder.write(chunk);
      } catch (error) {
        fail(asFault(error, received));
      }
    });
    body.on('end', () => {
      if (failed) return;
      try {
        const message = decoder.end();
        if (message.kind === 'call') resolve({ method: message.method, params: message.params });
        else fail(new Fault(faultCodes.notXmlRpc, 'Expected a methodCall, got a methodResponse.'));
      } catch (error) {
        fail(asFault(error, received));
      }
    });
    body.on('error', (cause) => {
      fail(new ClientGoneError(cause));
    });
    body.on('close', () => {
      if (!body.readableEnded) fail(new ClientGoneError());
    });
  });
}
