import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepareDataFolder } from '../data-folder.ts';
import { SetupError } from '../setup-error.ts';
import { type AccountSummary, openSqlite, type Storage } from '../storage/index.ts';
import { parseAccountName, parsePassword } from './credentials.ts';
import { hashPassword } from './password-hash.ts';

/**
 * Adds a provisioner's account to the database in `data`, whether or not a server runs on it.
 *
 * @throws SetupError when the name or the password will not do, or the name is taken
 */
export async function addAccount(data: string, name: string, password: string): Promise<void> {
  const parsedName = checkAccountName(name);
  const parsedPassword = parsePassword(password);
  if (!parsedPassword.ok) throw new SetupError(parsedPassword.problems.join(' '));
  const passwordHash = await hashPassword(parsedPassword.value);
  const added = await withStorage(data, (storage) =>
    storage.accounts.add({ name: parsedName, passwordHash, createdAt: new Date(), door: 'command line' }),
  );
  if (!added) {
    throw new SetupError(`There is an account "${parsedName}" already. Nothing was changed; choose another name.`);
  }
}

/**
 * The name as it will be stored. Asked before a password is typed.
 *
 * @throws SetupError when the name will not do
 */
export function checkAccountName(name: string): string {
  const parsed = parseAccountName(name);
  if (!parsed.ok) throw new SetupError(parsed.problems.join(' '));
  return parsed.value;
}

/**
 * All accounts by name.
 *
 * @throws SetupError when there is no database in `data`
 */
export function listAccounts(data: string): Promise<readonly AccountSummary[]> {
  // Looking must not make anything.
  if (!existsSync(resolve(data, 'redirect.sqlite'))) {
    throw new SetupError(
      `There is no database in ${resolve(data)}. Give its folder with --data DIR, or begin one: gigaset-redirect account add NAME`,
    );
  }
  return withStorage(data, (storage) => storage.accounts.list());
}

async function withStorage<T>(data: string, use: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = openSqlite(prepareDataFolder(data).database);
  try {
    return await use(storage);
  } finally {
    await storage.close();
  }
}
