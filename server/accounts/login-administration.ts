import { type DataLocation, describeData, openExistingData, using } from '../data/index.ts';
import { SetupError } from '../errors/index.ts';
import {
  type Account,
  type LoginChange,
  type LoginSummary,
  MAX_LOGINS_PER_ACCOUNT,
  type Role,
  type Storage,
} from '../storage/index.ts';
import { checkPassword, noSuchAccount } from './administration.ts';
import { normalise, parseLoginName } from './credentials.ts';
import { hashPassword } from './password-hash.ts';

// These functions are called by the command line, and the audit log says so.
const channel = 'command line';

/** A new login of an account. */
export interface NewLogin {
  readonly account: string;
  /** Without or with the account: `anna` or `daryna+anna`. */
  readonly name: string;
  readonly role: Role;
}

/**
 * Checks a new login before its user types a password. Returns its user name, such as `daryna+anna`.
 *
 * @throws SetupError when the name is invalid or taken, or there is no such account
 */
export async function checkNewLogin(location: DataLocation, { account, name }: NewLogin): Promise<string> {
  return using(openExistingData(location), async (storage) => {
    const loginName = loginNameOf((await findAccount(storage, location, account)).name, name);
    if ((await storage.logins.find(loginName)) !== undefined) throw nameTaken(loginName);
    return loginName;
  });
}

/**
 * Adds a login to an account. Returns its user name.
 *
 * @throws SetupError when name or password is invalid, the name is taken, there is no such account, or it has too many logins
 */
export async function addLogin(location: DataLocation, login: NewLogin, password: string): Promise<string> {
  const passwordHash = hashPassword(checkPassword(password));
  return using(openExistingData(location), async (storage) => {
    const account = await findAccount(storage, location, login.account);
    const name = loginNameOf(account.name, login.name);
    const actor = { accountId: account.id, channel } as const;
    const result = await storage.logins.add(actor, { name, role: login.role, passwordHash, at: new Date() });
    if (result === 'name_taken') throw nameTaken(name);
    if (result === 'too_many') {
      throw new SetupError(
        `The account "${account.name}" has ${MAX_LOGINS_PER_ACCOUNT} logins, the most that an account can have. Nothing was changed. Remove an unused login first: gigaset-redirect login remove NAME`,
      );
    }
    return name;
  });
}

/**
 * Replaces the password of a login and ends its sessions.
 *
 * @throws SetupError when the password is invalid or there is no such login
 */
export async function changePassword(location: DataLocation, name: string, password: string): Promise<void> {
  await changeLogin(location, name, { kind: 'password', passwordHash: hashPassword(checkPassword(password)) });
}

/**
 * Changes the role of a login, disables or enables it, or removes it, and ends its sessions.
 *
 * @throws SetupError when there is no such login, or the account would have no login left that may administer it
 */
export function changeLogin(location: DataLocation, name: string, change: LoginChange): Promise<void> {
  return using(openExistingData(location), async (storage) => {
    const login = await storage.logins.find(normalise(name));
    if (login === undefined) throw noSuchLogin(location, name);
    const actor = { accountId: login.account.id, channel } as const;
    const result = await storage.logins.change(actor, login.name, new Date(), change);
    if (result === 'not_found') throw noSuchLogin(location, name);
    if (result === 'outdated') {
      throw new SetupError(`The password of "${login.name}" was changed meanwhile. Nothing was changed. Try again.`);
    }
    if (result === 'last_administrator') {
      throw new SetupError(
        `"${login.name}" is the only enabled login that may administer the account "${login.account.name}". Nothing was changed. Give another login the role administer first, or disable the whole account: gigaset-redirect account disable ${login.account.name}`,
      );
    }
  });
}

/**
 * Checks that a login exists, before its user types a password.
 *
 * @throws SetupError when it does not
 */
export async function checkLoginExists(location: DataLocation, name: string): Promise<void> {
  const login = await using(openExistingData(location), ({ logins }) => logins.find(normalise(name)));
  if (login === undefined) throw noSuchLogin(location, name);
}

/**
 * The logins of one account, or of all accounts.
 *
 * @throws SetupError when there is no database or no such account
 */
export function listLogins(location: DataLocation, account: string | undefined): Promise<readonly LoginSummary[]> {
  return using(openExistingData(location), async (storage) =>
    storage.logins.list(account === undefined ? undefined : (await findAccount(storage, location, account)).id),
  );
}

async function findAccount(storage: Storage, location: DataLocation, name: string): Promise<Account> {
  const account = await storage.accounts.find(normalise(name));
  if (account === undefined) throw noSuchAccount(location, name);
  return account;
}

function loginNameOf(account: string, name: string): string {
  const parsed = parseLoginName(account, name);
  if (!parsed.ok) throw new SetupError(parsed.problems.join(' '));
  return parsed.value;
}

const nameTaken = (name: string): SetupError =>
  new SetupError(`The login "${name}" already exists. Nothing was changed. Choose another name.`);

const noSuchLogin = (location: DataLocation, name: string): SetupError =>
  new SetupError(
    `There is no login "${name}" in ${describeData(location)}. Nothing was changed. List the logins: gigaset-redirect login list`,
  );
