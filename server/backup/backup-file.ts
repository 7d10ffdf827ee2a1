import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { SetupError, systemCode } from '../errors/index.ts';
import type { BackupRecord } from '../storage/index.ts';
import { parseRecord } from './parse-record.ts';

/**
 * A backup's file: gzip, inside it a line of JSON a record, between a first line that says what this is and a last line that
 * counts them. So a file that was cut short is known for one, and people can look into it with zcat.
 */
const format = 'gigaset-redirect backup';
const version = 1;

/**
 * Writes records into a file, whole or not at all: what is there under that name already stays until then.
 *
 * @returns how many records were written
 * @throws SetupError when the file cannot be written
 */
export async function writeBackupFile(file: string, records: AsyncIterable<BackupRecord>): Promise<number> {
  const draft = `${file}.${process.pid}.new`;
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ format, version, madeAt: new Date().toISOString() })}\n`;
    for await (const record of records) {
      count++;
      yield `${JSON.stringify(record)}\n`;
    }
    yield `${JSON.stringify({ records: count })}\n`;
  }
  try {
    // Password hashes and sealed IDs are in it: the file is for its owner alone.
    await pipeline(lines(), createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, file);
    return count;
  } catch (error) {
    await rm(draft, { force: true });
    throw explain(error, `The backup ${file} cannot be written`);
  }
}

/**
 * The records of a backup's file, read as they are asked for.
 *
 * @throws SetupError that names the line, when it is no backup, of a newer release, damaged or cut short
 */
export async function* readBackupFile(file: string): AsyncGenerator<BackupRecord> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  // Errors of both come out of the lines below.
  source.on('error', (error) => unpacked.destroy(error));
  const lines = createInterface({ input: source.pipe(unpacked), crlfDelay: Infinity });
  let number = 0;
  let count = 0;
  let ended = false;
  const accounts = new Set<string>();
  try {
    for await (const line of lines) {
      number++;
      const json = parseLine(line, file, number);
      if (number === 1) {
        checkHead(json, file);
        continue;
      }
      if (ended) throw damaged(file, number, 'it goes on behind its end');
      const total = totalOf(json);
      if (total === undefined) {
        count++;
        const record = parseRecord(json, (problem) => damaged(file, number, problem));
        if (record.kind === 'account') accounts.add(record.name);
        else if ('account' in record && !accounts.has(record.account)) {
          throw damaged(file, number, 'it belongs to an account that does not stand before it');
        }
        yield record;
      } else if (total === count) ended = true;
      else throw damaged(file, number, `it has ${count} records and should have ${total}`);
    }
  } catch (error) {
    throw explain(error, `The backup ${file} cannot be read`);
  }
  if (!ended) throw damaged(file, number, 'it ends too early: the rest is missing');
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw number === 1 ? noBackup(file) : damaged(file, number, 'it is no JSON');
  }
}

function checkHead(json: unknown, file: string): void {
  if (typeof json !== 'object' || json === null || Reflect.get(json, 'format') !== format) throw noBackup(file);
  const its: unknown = Reflect.get(json, 'version');
  if (its !== version) {
    throw new SetupError(
      `${file} was made by a newer release (format ${String(its)}; this one knows ${version}). Update.`,
    );
  }
}

function totalOf(json: unknown): number | undefined {
  const total: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'records') : undefined;
  return typeof total === 'number' ? total : undefined;
}

const noBackup = (file: string): SetupError =>
  new SetupError(`${file} is no backup of gigaset-redirect: such a file is made by gigaset-redirect backup FILE.`);

const damaged = (file: string, line: number, problem: string): SetupError =>
  new SetupError(`The backup ${file} is damaged, line ${line}: ${problem}. Nothing was changed.`);

function explain(error: unknown, what: string): unknown {
  const code = systemCode(error);
  if (error instanceof SetupError || code === undefined) return error;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'this user may not',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of this user is used up',
    EFBIG: 'the file would be larger than this user or file system may have one',
    EIO: 'the disk reports an error',
    EROFS: 'it is on a read-only file system',
    ENOTDIR: 'it lies below a file',
    EISDIR: 'it is a folder',
    Z_DATA_ERROR: 'it is no backup, or damaged',
    Z_BUF_ERROR: 'it ends too early: the rest is missing',
  };
  return new SetupError(`${what}: ${reasons[code] ?? code}. Nothing was changed.`, { cause: error });
}
