import type { Command } from 'commander';
import { CommandError, exitCodes } from './command.ts';
import { askOrRead, readPasswordFile } from './password.ts';
import { readProfile } from './profile.ts';
import type { AutoprovClient } from '#autoprov';

/** The options that choose a redirect server and an account. */
export interface ServerOptions {
  readonly endpoint?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly profile?: string;
}

/** A redirect server and an account with its password. */
export interface Account {
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
}

const VENDOR_SERVICE = 'prov.gigaset.net';

/** Adds the options that choose a redirect server and an account. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--endpoint <host>', `the redirect server (GIGASET_ENDPOINT; default: ${VENDOR_SERVICE})`)
    .option('--username <name>', 'the account (GIGASET_USERNAME)')
    .option('--password-file <file>', 'a file with its password (GIGASET_PASSWORD)')
    .option('--profile <name>', 'a profile of your profiles.json (GIGASET_PROFILE)');
}

/**
 * Chooses the server and the account: each setting from its option, else from the environment, else from the profile. Asks
 * for a missing password, or reads it from stdin.
 *
 * @throws CommandError that names what is missing and where it can be set
 */
export async function chooseAccount(
  options: ServerOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Account> {
  const profile = readProfile(options.profile ?? variable('GIGASET_PROFILE', environment), environment);
  const endpoint = options.endpoint ?? variable('GIGASET_ENDPOINT', environment) ?? profile.endpoint ?? VENDOR_SERVICE;
  const username = options.username ?? variable('GIGASET_USERNAME', environment) ?? profile.username;
  if (username === undefined) {
    throw new CommandError(
      'There is no user name. Set --username or GIGASET_USERNAME, or choose a profile.',
      exitCodes.usage,
    );
  }
  await checkServer(endpoint, username);
  const password =
    options.passwordFile !== undefined
      ? readPasswordFile(options.passwordFile)
      : (variable('GIGASET_PASSWORD', environment) ??
        (profile.passwordFile === undefined
          ? await askOrRead(`Password of ${username}: `)
          : readPasswordFile(profile.passwordFile)));
  return { endpoint, username, password };
}

/** An empty variable is an unset one of a CI system: a default in its place could send the password elsewhere. */
function variable(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const value = environment[name];
  if (value === '')
    throw new CommandError(`The environment variable ${name} is empty. Set or remove it.`, exitCodes.usage);
  return value;
}

/**
 * Checks all that a client needs to know of a server before someone types a password: its address, the account's name, and
 * the proxy on the way.
 *
 * @throws CommandError
 */
export async function checkServer(host: string, username: string): Promise<void> {
  const { findProxy, parseEndpoint } = await import('#autoprov');
  const endpoint = parseEndpoint(host);
  if (!endpoint.ok) throw new CommandError(endpoint.problems.join(' '), exitCodes.usage);
  if (username.includes(':')) {
    throw new CommandError('The name of an account cannot contain a colon.', exitCodes.usage);
  }
  const proxy = findProxy(endpoint.value, process.env);
  if (!proxy.ok) throw new CommandError(proxy.problems.join(' '), exitCodes.usage);
}

/**
 * Runs `use` with a client for a checked account, and closes it.
 *
 * @throws CommandError for an error of the client, with the exit code that tells a refusal from a server that is not reached
 */
export async function withClient<T>(account: Account, use: (client: AutoprovClient) => Promise<T>): Promise<T> {
  const { AutoprovError, createClient, XmlRpcFaultError } = await import('#autoprov');
  const client = createClient(account);
  try {
    return await use(client);
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    // A fault is an answer: the server was reached and refused.
    const exitCode = error instanceof XmlRpcFaultError ? exitCodes.failed : exitCodes.unreachable;
    throw new CommandError(error.message, exitCode, { cause: error });
  } finally {
    client.close();
  }
}
