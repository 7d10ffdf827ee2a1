import { type DataLocation, openData, openExistingData, using } from '../data-location.ts';
import { SetupError } from '../setup-error.ts';
import { NotEmptyError } from '../storage/index.ts';
import { readBackupFile, writeBackupFile } from './backup-file.ts';

/**
 * Writes everything that a server keeps, but its key, into a file, whether or not it serves meanwhile. Returns the number
 * of records.
 *
 * @throws SetupError when there is no database, or the file cannot be written
 */
export function backupTo(location: DataLocation, file: string): Promise<number> {
  return using(openExistingData(location), (storage) => writeBackupFile(file, storage.backup()));
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
    if (!(error instanceof NotEmptyError)) throw error;
    throw new SetupError(
      'This database has accounts already, and a backup is only put into an empty one. Nothing was changed. Give another folder with --data DIR, or another database.',
      { cause: error },
    );
  }
}
