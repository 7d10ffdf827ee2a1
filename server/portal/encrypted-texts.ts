import { createSecretKey } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import { decryptText, deriveKey, encryptText } from '../encryption/index.ts';
import { PortalError } from './guard.ts';

/**
 * Texts with secrets, such as MAC-IDs, that a form carries from a preview to its confirmation. They are encrypted, so that
 * pages repeat no secret, and any instance of the server can read them.
 */
export interface EncryptedTexts {
  /** The text, compressed and encrypted. Only the same session can decrypt it. */
  encrypt(request: FastifyRequest, text: string): Promise<string>;
  /** @throws PortalError when the text was encrypted in another session, or altered */
  decrypt(request: FastifyRequest, encrypted: string): Promise<string>;
}

/** @param secret 32 bytes in base64, from which the key is derived */
export function createEncryptedTexts(secret: string): EncryptedTexts {
  const key = createSecretKey(deriveKey(Buffer.from(secret, 'base64'), 'texts in forms'));
  return {
    encrypt: async (request, text) => {
      const compressed = await promisify(gzip)(text, { level: 1 });
      const encrypted = encryptText(key, compressed.toString('base64'), sessionOf(request));
      return Buffer.from(encrypted).toString('base64url');
    },
    decrypt: async (request, encrypted) => {
      let compressed: string;
      try {
        compressed = decryptText(key, Buffer.from(encrypted, 'base64url'), sessionOf(request));
      } catch {
        throw new PortalError(400, 'This preview belongs to another session. Nothing was changed. Make a new preview.');
      }
      return (await promisify(gunzip)(Buffer.from(compressed, 'base64'))).toString();
    },
  };
}

function sessionOf({ session }: FastifyRequest): string {
  if (session === undefined) throw new Error('A form was made without a session.');
  return session.secret;
}
