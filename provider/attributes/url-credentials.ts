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
  type Warn,
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

/**
 * The problems of `url` and `url_credentials` in a configuration. Credentials in clear text in the URL cause a warning.
 * warned of.
 */
export function checkUrlAndCredentials(
  {
    url,
    url_credentials: credentials,
  }: { readonly url: string | Unknown | null; readonly url_credentials: ConfiguredCredentials | Unknown | null },
  warn: Warn,
): readonly Problem[] {
  const inUrl = isKnown(url) && splitUrl(url).credentials !== null;
  if (inUrl && credentials === null) {
    warn({
      summary: 'Credentials in clear text in the redirect URL',
      detail: 'They are readable in every plan and log of the engine. Move them to url_credentials.',
      path: ['url'],
    });
  }
  return isKnown(credentials) ? credentialProblems(credentials, inUrl) : [];
}

/** @param inUrl whether the URL contains credentials */
function credentialProblems(credentials: ConfiguredCredentials, inUrl: boolean): readonly Problem[] {
  const { password, password_wo: writeOnly } = credentials;
  const path = ['url_credentials'];
  if (inUrl) {
    const detail = 'Both url and url_credentials contain credentials. Keep one of the two.';
    return [{ summary: 'Two sets of credentials', detail, path }];
  }
  if (isKnown(password) && isKnown(writeOnly)) {
    return [{ summary: 'Two passwords', detail: 'Set password or password_wo, not both.', path }];
  }
  if (password === null && writeOnly === null) {
    return [{ summary: 'No password', detail: 'url_credentials needs password or password_wo.', path }];
  }
  return [];
}
