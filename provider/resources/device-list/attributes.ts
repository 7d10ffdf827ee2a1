import { deregistrationLimit } from '../../attributes/deregistration-limit.ts';
import { urlCredentials } from '../../attributes/url-credentials.ts';
import { oneOf, providerName, redirectUrl } from '../../attributes/validators.ts';
import { readFleet, readIds } from './recent-fleets.ts';
import { sameFleet, sameIds } from '#autoprov';
import {
  computed,
  int64,
  map,
  optional,
  required,
  withSemanticEquality,
  string,
  type PlannedStateOf,
  type PlanOf,
  type StateOf,
} from '#framework';

/** Comments, blank lines, order, case, quotes and line ends are spelling: where only these differ, nothing changes. */
const devicesText = withSemanticEquality(string, (prior, proposed) => {
  if (prior === proposed) return true;
  const before = readFleet(prior);
  const after = readFleet(proposed);
  return before.ok && after.ok && sameFleet(before.fleet, after.fleet);
});

/** The same for MAC-IDs. */
const macIdsText = withSemanticEquality(string, (prior, proposed) => {
  if (prior === proposed) return true;
  const before = readIds(prior);
  const after = readIds(proposed);
  return before.ok && after.ok && sameIds(before.fleet, after.fleet);
});

export const attributes = {
  devices: required(devicesText, {
    description:
      'The phones as CSV, usually `file("devices.csv")`. The header `mac_id,url,provider_name` names the columns in any order. `url` and `provider_name` can be omitted, in the file or in a row, if the resource has a default. Quotes, comments (`#`), blank lines, any line endings and a byte order mark are allowed. Comments, order, case and spelling do not count as changes. A header without rows means no phones; an empty text is an error, because a file that was emptied by accident must not deregister everything.',
    sensitive: true,
  }),
  ids: optional(macIdsText, {
    description:
      'The MAC-IDs of phones whose rows in `devices` have a bare MAC, one a line or as CSV with a column `mac_id`. So `devices` can stay in a repository without a secret, and the IDs come from SOPS, Vault or a variable of the CI system. A row whose phone must be registered and whose ID is in neither of the two causes a warning, and so does an ID without a row; two IDs for one phone are an error. The state contains the IDs.',
    sensitive: true,
  }),
  ids_wo: optional(string, {
    description:
      'A write-only alternative to `ids`, which is not stored in plan or state and can be an ephemeral value. It needs no version: the IDs are read whenever a phone is registered, and a phone is deregistered by its MAC alone. To roll back the removal of a phone, its ID must still be in `ids_wo`.',
    sensitive: true,
    writeOnly: true,
  }),
  url: optional(string, {
    description:
      'The redirect URL for rows without one. `%MACD` stands for the MAC of the phone, `%DVID` for the device ID of its model. Plans show it, so user name and password go into `url_credentials`.',
    validate: [redirectUrl],
  }),
  url_credentials: urlCredentials,
  provider_name: optional(string, {
    description: 'The provider name for rows without one.',
    validate: [providerName],
  }),
  on_failure: optional(string, {
    description:
      '`rollback` (default): a failure or an interrupt rolls back the whole change. `continue`: the provider keeps what succeeded; the rest causes a warning, is listed in `failed`, and is retried by the next apply.',
    validate: [oneOf('rollback', 'continue')],
  }),
  on_conflict: optional(string, {
    description: "`fail` or `replace`: overrides the provider's `on_conflict` for these phones.",
    validate: [oneOf('fail', 'replace')],
  }),
  max_deregistrations: optional(string, {
    description:
      'How many phones an apply may deregister: a number (`"25"`) or a percentage of the fleet (`"50%"`). A plan beyond it is an error, so that a truncated file does not deregister a fleet. Default: `"50%"` for 20 phones or more, otherwise no limit. Destroying the resource is not affected.',
    validate: [deregistrationLimit],
  }),
  device_count: computed(int64, { description: 'The number of phones.' }),
  digest: computed(string, {
    description:
      'A fingerprint of MACs, URLs (without credentials) and provider names. It does not depend on the notation.',
  }),
  last_change: computed(string, {
    description:
      'What the last apply changed, or in a plan what this apply will have changed: how many phones were registered, re-pointed and deregistered, from which URL to which, and the MACs of up to twenty of each. The changes are numbered. In a plan, the number before the arrow is that of a completed change; only what follows the arrow is about to happen.',
  }),
  failed: computed(map(string), {
    description:
      'With `on_failure = "continue"`: the MACs of phones that the last apply could not change, with their answer codes; at most a hundred.',
  }),
  failed_count: computed(int64, { description: 'The total number of these phones.' }),
};

export type State = StateOf<typeof attributes>;
export type Plan = PlanOf<typeof attributes>;
export type Planned = PlannedStateOf<typeof attributes>;
