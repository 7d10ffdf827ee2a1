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
} from '../framework/index.ts';
import type { UrlCredentials } from './wire-url.ts';

/** The attribute `url_credentials`, of all resources that have a `url`. */
export const urlCredentials = optional(
  nested.single({
    username: required(string, { description: 'The user name.' }),
    password: optional(string, { description: 'The password; it is kept in the state.', sensitive: true }),
    password_wo: optional(string, {
      description:
        'The password, write-only: it is in no plan and no state. Raise `password_wo_version` to send a new one.',
      sensitive: true,
      writeOnly: true,
    }),
    password_wo_version: optional(int64, { description: 'A change of this number sends `password_wo` again.' }),
  }),
  {
    description:
      'HTTP digest credentials for the provisioning server, put into the URL as `http(s)://user:password@…` (Maxwell B/2/3/4 use them).',
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

/** What is wrong with them; `inUrl`: the URL has credentials of its own. */
export function credentialProblems(credentials: ConfiguredCredentials, inUrl: boolean): readonly Problem[] {
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
