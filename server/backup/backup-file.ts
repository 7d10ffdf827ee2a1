import { SetupError } from '../errors/index.ts';
import type { BackupRecord } from '../storage/index.ts';
import { readLines, writeLines } from './backup-lines.ts';
import { parseRecord } from './parse-record.ts';
import { createRecordChecks } from './record-checks.ts';

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
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ format: FORMAT, version: VERSION, createdAt: new Date().toISOString() })}\n`;
    for await (const record of records) {
      count++;
      yield `${JSON.stringify(record)}\n`;
    }
    yield `${JSON.stringify({ records: count })}\n`;
  }
  await writeLines(file, lines());
  return count;
}

/**
 * Reads the records of a backup file as the consumer asks for them.
 *
 * @throws SetupError when it is not a backup, or is damaged, truncated or of a newer release; the message names the line
 */
export async function* readBackupFile(file: string): AsyncGenerator<BackupRecord> {
  const damaged = (line: number, problem: string): SetupError =>
    new SetupError(`The backup ${file} is damaged, line ${line}: ${problem}. Nothing was changed.`);
  const check = createRecordChecks();
  let number = 0;
  let count = 0;
  let ended = false;
  for await (const line of readLines(file, damaged)) {
    number++;
    const json = parseJson(line);
    if (number === 1) {
      checkHeader(json, file);
      continue;
    }
    if (ended) throw damaged(number, 'there is data after the end');
    if (json === undefined) throw damaged(number, 'it is not JSON');
    const total = recordTotal(json);
    if (total === undefined) {
      count++;
      const record = parseRecord(json, (problem) => damaged(number, problem));
      const problem = check(record);
      if (problem !== undefined) throw damaged(number, problem);
      yield record;
    } else if (total === count) ended = true;
    else throw damaged(number, `it has ${count} records instead of ${total}`);
  }
  if (number === 0) throw notABackup(file);
  if (!ended) throw damaged(number, 'the file is truncated');
}

/** The value of a line; undefined if it is not JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
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
