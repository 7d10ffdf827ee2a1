import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { SetupError, systemCode } from '../errors/index.ts';
import type { BackupRecord } from '../storage/index.ts';
import { parseRecord } from './parse-record.ts';

/**
 * The file is gzipped JSON lines: a header that identifies it, one line per record, and a footer with the number of records,
 * which reveals a truncated file. People can read it with zcat.
 */
const FORMAT = 'gigaset-redirect backup';
const VERSION = 1;

/**
 * Writes records to a file. Until the file is complete, an existing file of that name is kept.
 *
 * @returns the number of records
 * @throws SetupError when the file cannot be written
 */
export async function writeBackupFile(file: string, records: AsyncIterable<BackupRecord>): Promise<number> {
  const draft = `${file}.${process.pid}.new`;
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ format: FORMAT, version: VERSION, createdAt: new Date().toISOString() })}\n`;
    for await (const record of records) {
      count++;
      yield `${JSON.stringify(record)}\n`;
    }
    yield `${JSON.stringify({ records: count })}\n`;
  }
  try {
    // Readable by its owner only, since it contains password hashes.
    await pipeline(lines(), createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, file);
    return count;
  } catch (error) {
    await rm(draft, { force: true });
    throw explain(error, `The backup ${file} cannot be written`);
  }
}

/**
 * Reads the records of a backup file as the consumer asks for them.
 *
 * @throws SetupError when it is not a backup, or is damaged, truncated or of a newer release; the message names the line
 */
export async function* readBackupFile(file: string): AsyncGenerator<BackupRecord> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  // The loop below throws the errors of both streams.
  source.on('error', (error) => unzipped.destroy(error));
  const lines = createInterface({ input: source.pipe(unzipped), crlfDelay: Infinity });
  let number = 0;
  let count = 0;
  let ended = false;
  const accounts = new Set<string>();
  try {
    for await (const line of lines) {
      number++;
      const json = parseLine(line, file, number);
      if (number === 1) {
        checkHeader(json, file);
        continue;
      }
      if (ended) throw damaged(file, number, 'there is more after the end');
      const total = recordTotal(json);
      if (total === undefined) {
        count++;
        const record = parseRecord(json, (problem) => damaged(file, number, problem));
        if (record.kind === 'account') accounts.add(record.name);
        else if ('account' in record && !accounts.has(record.account)) {
          throw damaged(file, number, 'its account is missing');
        }
        yield record;
      } else if (total === count) ended = true;
      else throw damaged(file, number, `it has ${count} records instead of ${total}`);
    }
  } catch (error) {
    throw explain(error, `The backup ${file} cannot be read`);
  }
  if (!ended) throw damaged(file, number, 'the file is truncated');
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw number === 1 ? notABackup(file) : damaged(file, number, 'it is not JSON');
  }
}

function checkHeader(json: unknown, file: string): void {
  if (typeof json !== 'object' || json === null || Reflect.get(json, 'format') !== FORMAT) throw notABackup(file);
  const version: unknown = Reflect.get(json, 'version');
  if (version !== VERSION) {
    throw new SetupError(
      `${file} was made by a newer release (format ${String(version)}; this release reads ${VERSION}). Update gigaset-redirect.`,
    );
  }
}

/** The number of records that the footer states; undefined for any other line. */
function recordTotal(json: unknown): number | undefined {
  const total: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'records') : undefined;
  return typeof total === 'number' ? total : undefined;
}

const notABackup = (file: string): SetupError =>
  new SetupError(`${file} is not a backup of gigaset-redirect. Create one with: gigaset-redirect backup FILE`);

const damaged = (file: string, line: number, problem: string): SetupError =>
  new SetupError(`The backup ${file} is damaged, line ${line}: ${problem}. Nothing was changed.`);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is exceeded',
  EFBIG: 'the file would exceed the size limit of this user or file system',
  EIO: 'the disk reports an error',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  Z_DATA_ERROR: 'it is not a backup, or is damaged',
  Z_BUF_ERROR: 'the file is truncated',
};

function explain(error: unknown, failure: string): unknown {
  const code = systemCode(error);
  if (error instanceof SetupError || code === undefined) return error;
  return new SetupError(`${failure}: ${reasons[code] ?? code}. Nothing was changed.`, { cause: error });
}
