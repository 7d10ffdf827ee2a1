import { type DataLocation, describeData, openData, openExistingData, using } from '../data/index.ts';
import { SetupError } from '../errors/index.ts';
import { NotEmptyError, StorageUnavailableError } from '../storage/index.ts';
import { readBackupFile, writeBackupFile } from './backup-file.ts';

/**
 * Writes all data of a server except its key to a file; a running server need not stop. Returns the number of records.
 *
 * @throws SetupError when there is no database or the file cannot be written
 */
export async function backupTo(location: DataLocation, file: string): Promise<number> {
  try {
    return await using(openExistingData(location), (storage) => writeBackupFile(file, storage.backup()));
  } catch (error) {
    throw explain(error, location, `No backup was written to ${file}`);
  }
}

/**
 * Restores a backup into an empty database of either kind. Returns the number of records.
 *
 * @throws SetupError when the backup is incomplete or the database is not empty; nothing was changed then
 */
export async function restoreFrom(location: DataLocation, file: string): Promise<number> {
  try {
    return await using(openData(location), (storage) => storage.restore(readBackupFile(file)));
  } catch (error) {
    if (!(error instanceof NotEmptyError)) throw explain(error, location, `The backup ${file} was not restored`);
    throw new SetupError(
      'The database already has accounts or an inventory, and a backup is restored only into an empty one. Nothing was changed. Choose another folder with --data DIR, or another database.',
      { cause: error },
    );
  }
}

/** Converts a database error to a message that names the database and says that the command can be repeated. */
function explain(error: unknown, location: DataLocation, failure: string): unknown {
  if (!(error instanceof StorageUnavailableError)) return error;
  return new SetupError(
    `${failure}: ${error.message} (the database in ${describeData(location)}). Nothing was changed. Fix the problem, then run the command again.`,
    { cause: error },
  );
}
