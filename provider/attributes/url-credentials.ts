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

/** The attribute `url_credentials`, of all resources that have a `url`. */
export const urlCredentials = optional(
  nested.single({
    username: required(string, { description: 'The user name.' }),
    password: optional(string, {
      description: 'The password. It is kept in the state; `password_wo` is not.',
      sensitive: true,
    }),
    password_wo: optional(string, {
      description:
        'The password, in place of `password`. It is kept in no plan and no state, and may be an ephemeral value. Since nobody can compare it with the one before, raise `password_wo_version` to send another one.',
      sensitive: true,
      writeOnly: true,
    }),
    password_wo_version: optional(int64, { description: 'Any number; where it changes, `password_wo` is sent anew.' }),
  }),
  {
    description:
      'User name and password with which the phone logs in to the provisioning server (HTTP digest; Maxwell B, 2, 3 and 4). They are put into the redirect URL, percent-encoded: `https://username:password@provider.example/`. In plans the password is hidden.',
  },
);

/** What a plan or a configuration has there. */
export type ConfiguredCredentials = Exclude<PlanOf<{ it: typeof urlCredentials }>['it'], Unknown | null>;

/** What goes into the URL; the write-only password is in the configuration alone. */
export const credentialsOf = (
  credentials: { readonly username: string; readonly password: string | null } | null,
  writeOnly: string | null,
): UrlCredentials | null =>
  credentials && { username: credentials.username, password: credentials.password ?? writeOnly };

/**
 * What is wrong with `url` and `url_credentials` of a configuration; credentials that stand in the URL in clear are
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
      summary: 'Credentials in clear in the redirect URL',
      detail: 'They will be readable in every plan and log of the engine. Put them into url_credentials instead.',
      path: ['url'],
    });
  }
  return isKnown(credentials) ? credentialProblems(credentials, inUrl) : [];
}

/** `inUrl`: the URL has credentials of its own. */
function credentialProblems(credentials: ConfiguredCredentials, inUrl: boolean): readonly Problem[] {
  const { password, password_wo: writeOnly } = credentials;
  const path = ['url_credentials'];
  if (inUrl) {
    const detail = 'The url has credentials in it, and url_credentials has others. Keep one of the two.';
    return [{ summary: 'Two sets of credentials', detail, path }];
  }
  if (isKnown(password) && isKnown(writeOnly)) {
    return [{ summary: 'Two passwords', detail: 'Give password or password_wo, not both.', path }];
  }
  if (password === null && writeOnly === null) {
    return [{ summary: 'No password', detail: 'url_credentials needs password, or password_wo.', path }];
  }
  return [];
}
