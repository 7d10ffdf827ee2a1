import { urlCredentials } from '../../attributes/url-credentials.ts';
import { oneOf, providerName, redirectUrl } from '../../attributes/validators.ts';
import { sameFleet } from './fleet.ts';
import { readFleet } from './recent-fleets.ts';
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

export const attributes = {
  devices: required(devicesText, {
    description:
      'The phones as CSV, normally `file("devices.csv")`. The header `mac_id,url,provider_name` names the columns, in any order; `url` and `provider_name` may be left out, in the file or in a row, where the resource has a default. Quotes, comments (`#`), blank lines, any line ends and a byte order mark are understood. Comments, order, case and spelling do not count as changes. A header without rows is a fleet of none; an empty text is an error, since a file that was emptied by accident must not deregister everything.',
    sensitive: true,
  }),
  url: optional(string, {
    description:
      'The redirect URL of rows that have none. `%MACD` stands for the MAC of the phone, `%DVID` for the device ID of its model.',
    validate: [redirectUrl],
  }),
  url_credentials: urlCredentials,
  provider_name: optional(string, {
    description: 'The provider name of rows that have none.',
    validate: [providerName],
  }),
  on_failure: optional(string, {
    description:
      '`rollback` (default): all or nothing; where something fails or is interrupted, what was done is undone. `continue`: what works is kept, the rest is a warning, stands in `failed`, and is tried again at the next apply.',
    validate: [oneOf('rollback', 'continue')],
  }),
  on_conflict: optional(string, {
    description: "`fail` or `replace`: overrides the provider's `on_conflict` for these phones.",
    validate: [oneOf('fail', 'replace')],
  }),
  device_count: computed(int64, { description: 'How many phones there are.' }),
  digest: computed(string, {
    description:
      'A fingerprint of MACs, URLs (without credentials) and provider names: it is the same for the same fleet, however that is written.',
  }),
  last_change: computed(string, {
    description:
      'What the last apply did, and in a plan what the next one will do: how many phones it registers, changes and deregisters, and the MACs of the first twenty of each.',
  }),
  failed: computed(map(string), {
    description:
      'With `on_failure = "continue"`: the MACs of phones that the last apply could not bring where they should be, each with its answer code; a hundred at most.',
  }),
  failed_count: computed(int64, { description: 'How many those are in all.' }),
};

export type State = StateOf<typeof attributes>;
export type Plan = PlanOf<typeof attributes>;
export type Planned = PlannedStateOf<typeof attributes>;
