import { hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { prepareDataFolder } from '../data/index.ts';
import { SetupError, systemCode } from '../errors/index.ts';
import type { Storage } from '../storage/index.ts';

/** Where the master key comes from: its text (from the environment), or a file, which may be created if missing. */
export type KeySource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string; readonly mayCreate: boolean };

/** The operator's choice of the master key. */
export interface KeyChoice {
  /** The data folder. Its key file is used, and created if missing, when neither of the others is given. */
  readonly data: string;
  /** The key as 64 hex digits. */
  readonly key?: string | undefined;
  /** A file that contains the key. */
  readonly keyFile?: string | undefined;
}

/** The source that the choice names. A key file takes precedence over the text of a key. */
export function keySource({ data, key, keyFile }: KeyChoice): KeySource {
  if (keyFile !== undefined) return { kind: 'file', path: keyFile, mayCreate: false };
  if (key !== undefined) return { kind: 'text', text: key };
  return { kind: 'file', path: prepareDataFolder(data).keyFile, mayCreate: true };
}

const FINGERPRINT = 'master key fingerprint';

/**
 * Loads the master key (32 bytes), from which the keys for phone IDs, cookies and nonces are derived. It is kept outside the
 * database, so that a copy of the database reveals no secrets.
 *
 * @throws SetupError when the key is missing, malformed, or not the one that this database was created with
 */
export async function loadMasterKey(source: KeySource, storage: Storage): Promise<Uint8Array> {
  const known = await storage.getMetadata(FINGERPRINT);
  const key =
    source.kind === 'text' ? parseKey(source.text, 'GIGASET_REDIRECT_KEY') : readKey(source, known === undefined);
  const fingerprint = deriveKey(key, 'fingerprint').toString('hex');
  if ((await storage.setMetadataIfAbsent(FINGERPRINT, fingerprint)) !== fingerprint) {
    const where = source.kind === 'text' ? 'in GIGASET_REDIRECT_KEY' : `in ${source.path}`;
    throw new SetupError(
      `The key ${where} is not the one that this database was created with, so the phones' IDs cannot be decrypted. Restore the right key.`,
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
      `The key file ${source.path} is missing, so the phones' IDs in the database cannot be decrypted. Restore it from your backup, or name it with --key-file.`,
    );
  }
  if (!source.mayCreate) {
    throw new SetupError(
      `There is no key file ${source.path}. Create it: (umask 077; openssl rand -hex 32 > ${quoteForShell(source.path)})`,
    );
  }
  createKeyFile(source.path);
  return parseKey(readFileSync(source.path, 'utf8'), source.path);
}

function parseKey(text: string, where: string): Uint8Array {
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new SetupError(
      `${where} does not contain a key of 64 hex digits (32 bytes). Create one: openssl rand -hex 32`,
    );
  }
  return Buffer.from(hex, 'hex');
}

/** A path as a shell reads it: in quotes if it contains anything unusual. */
const quoteForShell = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;

/** Creates the key file atomically and flushes it to disk before it is used. If another process was first, its key is kept. */
function createKeyFile(path: string): void {
  // Not the process ID: in a container, every start has the same one, and a crash may have left a draft.
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
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
    throw new SetupError(`The key file ${path} cannot be created (${systemCode(error) ?? String(error)}).`, {
      cause: error,
    });
  }
}
