import { hash } from 'node:crypto';
import { request } from 'node:http';
import { path } from './fleet.ts';

/** The parts of a challenge that a phone needs. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string;
}

/** Sends a request without credentials and reads the SHA-256 challenge. */
export function fetchChallenge(url: string): Promise<Challenge> {
  return new Promise((resolve, reject) => {
    request(url + path, (response) => {
      response.resume();
      resolve(readChallenge(String(response.headers['www-authenticate'])));
    })
      .on('error', reject)
      .end();
  });
}

/** Reads the first challenge in a text. */
export function readChallenge(text: string): Challenge {
  const [, realm, nonce, opaque] = /realm="([^"]*)".*?nonce="([^"]*)".*?opaque="([^"]*)"/s.exec(text) ?? [];
  if (realm === undefined || nonce === undefined || opaque === undefined) throw new Error(`not a challenge: ${text}`);
  return { realm, nonce, opaque };
}

/** The bytes of a phone's first request, without credentials. */
export const asking = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);

/** The request with the answer to a challenge (RFC 7616, SHA-256, qop=auth); `count` is the nonce count. */
export function answering(macId: string, { realm, nonce, opaque }: Challenge, count: number): Buffer {
  const mac = macId.slice(0, 12);
  const nc = count.toString(16).padStart(8, '0');
  const cnonce = 'ZGFyeW5hIGFuZCBoZXI';
  const who = hash('sha256', `${mac}:${realm}:${macId}`);
  const what = hash('sha256', `GET:${path}`);
  const response = hash('sha256', `${who}:${nonce}:${nc}:${cnonce}:auth:${what}`);
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Digest username="${mac}", realm="${realm}", nonce="${nonce}", uri="${path}", cnonce="${cnonce}", nc=${nc}, qop=auth, response="${response}", opaque="${opaque}", algorithm=SHA-256\r\n\r\n`,
  );
}
