import { hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { prepareDataFolder } from '../data/index.ts';
import { SetupError, systemCode } from '../errors/index.ts';
import type { Storage } from '../storage/index.ts';

/** Where the master key comes from: the text itself (from the environment), or a file; a file may be made when it is missing. */
export type KeySource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string; readonly mayBeMade: boolean };

/** Which key somebody wants: the text itself, or a file; neither: the file in the data folder, made at first start. */
export interface KeyChoice {
  readonly data: string;
  readonly key?: string | undefined;
  readonly keyFile?: string | undefined;
}

export function keySource({ data, key, keyFile }: KeyChoice): KeySource {
  if (keyFile !== undefined) return { kind: 'file', path: keyFile, mayBeMade: false };
  if (key !== undefined) return { kind: 'text', text: key };
  return { kind: 'file', path: prepareDataFolder(data).keyFile, mayBeMade: true };
}

const fingerprintName = 'master key fingerprint';

/**
 * The key, 32 bytes, that everything secret in this database is encrypted with. It lies outside the database, so that a
 * copy of the database tells no secret.
 *
 * @throws SetupError when there is no key, when it is malformed, or when it is not the one that this database was begun with
 */
export async function loadMasterKey(source: KeySource, storage: Storage): Promise<Uint8Array> {
  const known = await storage.getMetadata(fingerprintName);
  const key =
    source.kind === 'text' ? parseKey(source.text, 'GIGASET_REDIRECT_KEY') : readKey(source, known === undefined);
  const fingerprint = deriveKey(key, 'fingerprint').toString('hex');
  if ((await storage.setMetadataIfAbsent(fingerprintName, fingerprint)) !== fingerprint) {
    const where = source.kind === 'text' ? 'in GIGASET_REDIRECT_KEY' : `in ${source.path}`;
    throw new SetupError(
      `The key ${where} is not the one that this database was begun with: the phones' IDs could not be read. Put the right key back.`,
    );
  }
  return key;
}

/** A key of 32 bytes for one purpose (HKDF, RFC 5869); one derived key reveals nothing about another. */
export function deriveKey(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `gigaset-redirect: ${purpose}`, 32));
}

function readKey(source: KeySource & { kind: 'file' }, databaseIsNew: boolean): Uint8Array {
  try {
    return parseKey(readFileSync(source.path, 'utf8'), source.path);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    if (systemCode(error) !== 'ENOENT') {
      throw new SetupError(`The key file ${source.path} cannot be read (${systemCode(error) ?? String(error)}).`, {
        cause: error,
      });
    }
  }
  if (!databaseIsNew) {
    throw new SetupError(
      `The key file ${source.path} is missing. Without it the phones' IDs in the database cannot be read: put it back from your backup, or give it with --key-file.`,
    );
  }
  if (!source.mayBeMade) {
    throw new SetupError(`There is no key file ${source.path}. Make one: openssl rand -hex 32 > ${source.path}`);
  }
  makeKeyFile(source.path);
  return parseKey(readFileSync(source.path, 'utf8'), source.path);
}

function parseKey(text: string, where: string): Uint8Array {
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new SetupError(
      `${where} does not hold a key: a key is 64 hex digits (32 bytes), as made by: openssl rand -hex 32`,
    );
  }
  return Buffer.from(hex, 'hex');
}

/** Written whole or not at all, and safe on the disk before anything is encrypted with it; whoever else was first wins. */
function makeKeyFile(path: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    writeSync(file, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
    try {
      linkSync(draft, path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    unlinkSync(draft);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    throw new SetupError(`The key file ${path} cannot be made (${systemCode(error) ?? String(error)}).`, {
      cause: error,
    });
  }
}
