import { type DataLocation, describeData, openData, openExistingData, using } from '../data/index.ts';
import { SetupError } from '../errors/index.ts';
import { NotEmptyError, StorageUnavailableError } from '../storage/index.ts';
import { readBackupFile, writeBackupFile } from './backup-file.ts';

/**
 * Writes everything that a server keeps, but its key, into a file, whether or not it serves meanwhile. Returns the number
 * of records.
 *
 * @throws SetupError when there is no database, or the file cannot be written
 */
export async function backupTo(location: DataLocation, file: string): Promise<number> {
  try {
    return await using(openExistingData(location), (storage) => writeBackupFile(file, storage.backup()));
  } catch (error) {
    throw explain(error, location, `No backup was written to ${file}`);
  }
}

/**
 * Puts a backup into a database that is empty, of either kind. Returns the number of records.
 *
 * @throws SetupError when the file is no whole backup, or the database holds something already; nothing was changed then
 */
export async function restoreFrom(location: DataLocation, file: string): Promise<number> {
  try {
    return await using(openData(location), (storage) => storage.restore(readBackupFile(file)));
  } catch (error) {
    if (!(error instanceof NotEmptyError)) throw explain(error, location, `The backup ${file} was not put back`);
    throw new SetupError(
      'This database has accounts already, and a backup is only put into an empty one. Nothing was changed. Give another folder with --data DIR, or another database.',
      { cause: error },
    );
  }
}

/** Says of a trouble with the database what was not done, which database it was, and that it may be done again. */
function explain(error: unknown, location: DataLocation, what: string): unknown {
  if (!(error instanceof StorageUnavailableError)) return error;
  return new SetupError(
    `${what}: ${error.message} (the database in ${describeData(location)}). Nothing was changed. Set that right, then give this command again.`,
    { cause: error },
  );
}
