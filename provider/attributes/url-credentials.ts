import { splitUrl, type UrlCredentials } from './wire-url.ts';
import {
  int64,
  isKnown,
  nested,
  optional,
  required,
  string,
  type PlanOf,
  type Problem,
  type Unknown,
} from '#framework';

/** The attribute `url_credentials` of all resources with a `url`. */
export const urlCredentials = optional(
  nested.single({
    username: required(string, { description: 'The user name.' }),
    password: optional(string, {
      description: 'The password. It is stored in the state, unlike `password_wo`.',
      sensitive: true,
    }),
    password_wo: optional(string, {
      description:
        'A write-only alternative to `password`. It is not stored in plan or state and can be an ephemeral value. Because it cannot be compared with the previous one, raise `password_wo_version` to send a new password.',
      sensitive: true,
      writeOnly: true,
    }),
    password_wo_version: optional(int64, { description: 'Any number. When it changes, `password_wo` is sent again.' }),
  }),
  {
    description:
      'User name and password for the phone to log in to the provisioning server (HTTP digest; Maxwell B, 2, 3 and 4). The provider adds them to the redirect URL, percent-encoded: `https://username:password@provider.example/`. Plans hide the password.',
  },
);

/** Its value in a plan or a configuration. */
export type ConfiguredCredentials = Exclude<PlanOf<{ it: typeof urlCredentials }>['it'], Unknown | null>;

/** The credentials for the URL; a write-only password is only in the configuration. */
export const credentialsOf = (
  credentials: { readonly username: string; readonly password: string | null } | null,
  writeOnly: string | null,
): UrlCredentials | null =>
  credentials && { username: credentials.username, password: credentials.password ?? writeOnly };

interface UrlAttributes {
  readonly url: string | Unknown | null;
  readonly url_credentials: ConfiguredCredentials | Unknown | null;
}

/** The problems of `url` and `url_credentials` in a configuration. */
export function checkUrlAndCredentials(config: UrlAttributes): readonly Problem[] {
  const problem = credentialsInUrl(config);
  if (problem) return [problem];
  return isKnown(config.url_credentials) ? credentialProblems(config.url_credentials) : [];
}

/**
 * The problem of a `url` with credentials, which a plan would show; undefined if it has none. It does not point at `url`,
 * because an engine prints the line. It is asked again at plan, for a URL that is unknown before.
 */
export function credentialsInUrl({ url, url_credentials: credentials }: UrlAttributes): Problem | undefined {
  if (!isKnown(url) || splitUrl(url).credentials === null) return undefined;
  return {
    summary: 'Credentials in the redirect URL',
    detail:
      credentials === null
        ? `Plans and logs of the engine would show them. Write the URL without them, and add

  url_credentials = {
    username = "…"
    password = var.phone_password
  }`
        : 'Plans and logs of the engine would show them, and url_credentials contains credentials too. Write the URL without them.',
    path: ['url_credentials'],
  };
}

function credentialProblems({ password, password_wo: writeOnly }: ConfiguredCredentials): readonly Problem[] {
  const path = ['url_credentials'];
  if (isKnown(password) && isKnown(writeOnly)) {
    return [{ summary: 'Two passwords', detail: 'Set password or password_wo, not both.', path }];
  }
  if (password === null && writeOnly === null) {
    return [{ summary: 'No password', detail: 'url_credentials needs password or password_wo.', path }];
  }
  return [];
}
