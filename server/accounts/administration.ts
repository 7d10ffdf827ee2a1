import { type DataLocation, describeData, openData, openExistingData, using } from '../data/index.ts';
import { SetupError } from '../errors/index.ts';
import type { AccountSummary } from '../storage/index.ts';
import { normalise, parseAccountName, parsePassword } from './credentials.ts';
import { hashPassword } from './password-hash.ts';

/** By which channel this room changes accounts: the audit log tells it. */
const channel = 'command line';

/**
 * Adds a provisioner's account to the database, whether or not a server runs on it.
 *
 * @throws SetupError when the name or the password will not do, or the name is taken
 */
export async function addAccount(location: DataLocation, name: string, password: string): Promise<void> {
  const parsedName = checkAccountName(name);
  const passwordHash = await hashPassword(checkPassword(password));
  const added = await using(openData(location), ({ accounts }) =>
    accounts.add({ name: parsedName, passwordHash, createdAt: new Date(), channel }),
  );
  if (!added) {
    throw new SetupError(`There is an account "${parsedName}" already. Nothing was changed; choose another name.`);
  }
}

/**
 * Gives an account another password; whoever is logged in to it has to log in again.
 *
 * @throws SetupError when the password will not do, or there is no such account
 */
export async function changePassword(location: DataLocation, name: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(checkPassword(password));
  const changed = await using(openExistingData(location), ({ accounts }) =>
    accounts.setPassword(normalise(name), { passwordHash, at: new Date(), channel }),
  );
  if (!changed) throw noSuchAccount(location, name);
}

/**
 * Disables an account, or enables it again. Meanwhile nobody can log in to it; its phones stay registered.
 *
 * @throws SetupError when there is no such account
 */
export async function setAccountDisabled(location: DataLocation, name: string, disabled: boolean): Promise<void> {
  const found = await using(openExistingData(location), ({ accounts }) =>
    accounts.setDisabled(normalise(name), { disabled, at: new Date(), channel }),
  );
  if (!found) throw noSuchAccount(location, name);
}

/**
 * Asked before a password is typed: whether there is such an account.
 *
 * @throws SetupError when there is none
 */
export async function checkAccountExists(location: DataLocation, name: string): Promise<void> {
  const account = await using(openExistingData(location), ({ accounts }) => accounts.find(normalise(name)));
  if (account === undefined) throw noSuchAccount(location, name);
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
 * @throws SetupError when there is no database
 */
export function listAccounts(location: DataLocation): Promise<readonly AccountSummary[]> {
  return using(openExistingData(location), ({ accounts }) => accounts.list());
}

function checkPassword(password: string): string {
  const parsed = parsePassword(password);
  if (!parsed.ok) throw new SetupError(parsed.problems.join(' '));
  return parsed.value;
}

function noSuchAccount(location: DataLocation, name: string): SetupError {
  return new SetupError(
    `There is no account "${name}" in ${describeData(location)}. Nothing was changed; account list names those that there are.`,
  );
}
