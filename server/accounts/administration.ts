import { type DataLocation, describeData, openData, openExistingData, using } from '../data/index.ts';
import { SetupError } from '../errors/index.ts';
import type { AccountSummary } from '../storage/index.ts';
import { normalise, parseAccountName, parsePassword } from './credentials.ts';
import { hashPassword } from './password-hash.ts';

// These functions are called by the command line, and the audit log says so.
const channel = 'command line';

/**
 * Adds an account and its first login, which may administer it; a running server need not stop.
 *
 * @throws SetupError when the name or password is invalid, or the name is taken
 */
export async function addAccount(location: DataLocation, name: string, password: string): Promise<void> {
  const parsedName = checkAccountName(name);
  const passwordHash = hashPassword(checkPassword(password));
  const added = await using(openData(location), ({ accounts }) =>
    accounts.add({ name: parsedName, passwordHash, createdAt: new Date(), channel }),
  );
  if (!added) {
    throw new SetupError(`The account "${parsedName}" already exists. Nothing was changed. Choose another name.`);
  }
}

/**
 * Disables an account, which rejects all its logins, or enables it again. Its phones stay registered.
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
 * Checks that an account exists, before its user types a password.
 *
 * @throws SetupError when it does not
 */
export async function checkAccountExists(location: DataLocation, name: string): Promise<void> {
  const account = await using(openExistingData(location), ({ accounts }) => accounts.find(normalise(name)));
  if (account === undefined) throw noSuchAccount(location, name);
}

/**
 * Returns the account name in the form in which it is stored.
 *
 * @throws SetupError when it is invalid
 */
export function checkAccountName(name: string): string {
  const parsed = parseAccountName(name);
  if (!parsed.ok) throw new SetupError(parsed.problems.join(' '));
  return parsed.value;
}

/**
 * All accounts, sorted by name.
 *
 * @throws SetupError when there is no database
 */
export function listAccounts(location: DataLocation): Promise<readonly AccountSummary[]> {
  return using(openExistingData(location), ({ accounts }) => accounts.list());
}

/**
 * Returns a new password in the form in which it is hashed.
 *
 * @throws SetupError when it is invalid
 */
export function checkPassword(password: string): string {
  const parsed = parsePassword(password);
  if (!parsed.ok) throw new SetupError(parsed.problems.join(' '));
  return parsed.value;
}

export function noSuchAccount(location: DataLocation, name: string): SetupError {
  return new SetupError(
    `There is no account "${name}" in ${describeData(location)}. Nothing was changed. List the accounts: gigaset-redirect account list`,
  );
}
