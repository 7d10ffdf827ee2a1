import type { Readable } from 'node:stream';
import { ClientGoneError } from '../http/index.ts';
import { asFault, Fault, faultCodes } from './faults.ts';
import { createDecoder, type XmlRpcValue } from '#xmlrpc';

/** What one request may cost: the largest list of phones that fits is some 200,000. */
export const maxBodyBytes = 16 * 1024 * 1024;
export const documentLimits = { bytes: maxBodyBytes, depth: 16, values: 500_000 };

/** The body is longer than `maxBodyBytes`. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

export interface Call {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/**
 * Reads a call from a request's body while it arrives. However it is sent (curl's default content type included), only
 * the bytes count.
 *
 * Throws BodyTooLargeError; Fault when the body is no XML-RPC call; ClientGoneError.
 * The body is always left flowing, so that a client that is still sending can hear the answer.
 */
export function readCall(body: Readable): Promise<Call> {
  const decoder = createDecoder({ limits: documentLimits });
  let received = 0;
  return new Promise((resolve, reject) => {
    let failed = false;
    const fail = (error: Error): void => {
      failed = true;
      reject(error);
    };
    body.on('data', (chunk: Buffer) => {
      if (failed) return;
      received += chunk.length;
      try {
        if (received > maxBodyBytes) throw new BodyTooLargeError();
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
        else fail(new Fault(faultCodes.notXmlRpc, `This is a methodResponse; a request is a methodCall.`));
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
