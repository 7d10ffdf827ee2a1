import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from './command.ts';

/** The settings of a profile. The password is in a file of its own, so that the profiles can be shown. */
export interface Profile {
  readonly endpoint?: string;
  readonly username?: string;
  readonly passwordFile?: string;
}

/** The name of a setting in the file. */
const names = { endpoint: 'endpoint', username: 'username', 'password-file': 'passwordFile' } as const;

/** The file with the profiles: in XDG_CONFIG_HOME, APPDATA (Windows), or ~/.config. */
export function profileFile(environment: NodeJS.ProcessEnv): string {
  const { XDG_CONFIG_HOME: xdg = '', APPDATA: appData = '' } = environment;
  const folder =
    xdg !== '' ? xdg : process.platform === 'win32' && appData !== '' ? appData : join(homedir(), '.config');
  return join(folder, 'gigaset-redirect', 'profiles.json');
}

/**
 * Reads a profile. Without a name, it is `default`, which may be missing.
 *
 * @throws CommandError that names the file, and what is wrong with it
 */
export function readProfile(name: string | undefined, environment: NodeJS.ProcessEnv): Profile {
  const file = profileFile(environment);
  const profiles = readProfiles(file);
  const settings = profiles?.[name ?? 'default'];
  if (settings === undefined) {
    if (name === undefined) return {};
    const known = Object.keys(profiles ?? {});
    const there = known.length === 0 ? 'The file has no profiles.' : `There are: ${known.join(', ')}.`;
    throw new CommandError(`There is no profile ${JSON.stringify(name)} in ${file}. ${there}`);
  }
  return parseProfile(settings, `profile ${JSON.stringify(name ?? 'default')} in ${file}`);
}

function readProfiles(file: string): Readonly<Record<string, unknown>> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // The parser's message quotes the text, so say only what is expected.
  }
  throw new CommandError(
    `${file} is not valid. Write an object of profiles, as in {"default": {"endpoint": "prov.gigaset.net", "username": "NAME", "password-file": "FILE"}}`,
  );
}

function parseProfile(settings: unknown, place: string): Profile {
  if (!isObject(settings)) throw new CommandError(`The ${place} is not an object.`);
  const entries = Object.entries(settings).map(([name, value]) => {
    if (name === 'password') {
      throw new CommandError(
        `The ${place} contains a password. Put it into a file, and set "password-file" to its path.`,
      );
    }
    if (!isSetting(name)) {
      throw new CommandError(
        `The ${place} has an unknown setting ${JSON.stringify(name)}. Known settings: ${Object.keys(names).join(', ')}.`,
      );
    }
    if (typeof value !== 'string' || value === '')
      throw new CommandError(`${name} of the ${place} is not a string, or is empty.`);
    return [names[name], value] as const;
  });
  return Object.fromEntries(entries);
}

const isSetting = (name: string): name is keyof typeof names => name in names;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
