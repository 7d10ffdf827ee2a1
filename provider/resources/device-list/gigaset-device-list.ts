import {
  connectionForApply,
  connectionForPlan,
  listDevices,
  onConflictOf,
  type ProviderClient,
} from '../../api/index.ts';
import { checkUrlAndCredentials, credentialsInUrl } from '../../attributes/url-credentials.ts';
import { splitUrl } from '../../attributes/wire-url.ts';
import { asCallError, CallError } from '../../diagnostics/index.ts';
import { MAX_NAMED } from '../failures.ts';
import { changesAtMost } from '../newly-known-ids.ts';
import { readForPlan, UNREAD } from '../read-for-plan.ts';
import { applyChange, removeFleet, withFleet } from './apply-change.ts';
import { attributes } from './attributes.ts';
import { checkDeregistrations } from './check-deregistrations.ts';
import { checkUrls } from './check-urls.ts';
import { onlyIdentifies } from './difference.ts';
import { digest } from './digest.ts';
import { changedOutside, failedBefore } from './drift.ts';
import { asProblems } from './line-errors.ts';
import { readFailed, credentialsInRows } from './messages.ts';
import {
  noteInState,
  warnOfMissingIds,
  warnOfRegistrations,
  warnOfRePoints,
  warnOfSecondClaims,
} from './plan-warnings.ts';
import { computedValues, resolvedState, plannedChange } from './planned-values.ts';
import { readFleet } from './recent-fleets.ts';
import { fleetOf, readRegistered } from './registered-fleet.ts';
import { incompleteRows, noDefaults, placed } from './resolved-fleet.ts';
import { checkSeparateIds, idAttribute } from './separate-ids.ts';
import { keepUnmanaged, unmanaged } from './unmanaged.ts';
import { macText, writeFleet, type Fleet } from '#autoprov';
import { defineResource, isKnown, isUnknown, ProviderError } from '#framework';

/** Many phones in one resource. */
export const gigasetDeviceList = defineResource<ProviderClient>()({
  type: 'gigaset_device_list',
  schema: {
    description:
      'Many phones in one resource, from a few to a million. Only differences are sent, in batches (`batch_size` of the provider). Plans hide the phones, because their IDs are secret; `last_change` names those that are registered, changed and deregistered.',
    attributes,
  },

  validate({ config, warn }) {
    const { devices, url, url_credentials: credentials, provider_name: name } = config;
    const problems = [...checkUrlAndCredentials(config)];
    if (credentials !== null && url === null) {
      problems.push({
        summary: 'Credentials without a URL',
        detail:
          'url_credentials apply to the default url, which is missing. A row with its own URL contains its credentials in that URL.',
        path: ['url_credentials'],
      });
    }
    if (!isKnown(devices)) return [...problems, ...checkSeparateIds(config, undefined, warn)];
    const parsed = readFleet(devices);
    if (!parsed.ok) {
      return [...problems, ...asProblems(parsed.problems), ...checkSeparateIds(config, undefined, warn)];
    }
    const inRows = parsed.fleet.destinations.filter(
      (row) => row.url !== null && splitUrl(row.url).credentials !== null,
    );
    if (inRows.length > 0) warn(credentialsInRows(inRows.length));
    return [
      ...problems,
      ...checkSeparateIds(config, parsed.fleet, warn),
      ...asProblems(incompleteRows(parsed.fleet, { url: url !== null, providerName: name !== null })),
    ];
  },

  async plan({ config, prior, plan, client, ...asking }) {
    const inUrl = credentialsInUrl(plan);
    if (inUrl) throw new ProviderError(inUrl);
    const change = plannedChange(prior, plan, config, asking.private);
    const connection = client && connectionForPlan(client);
    const known = change.difference ? change : change.exceptIds;
    if (known && client) checkUrls(client.urlPolicy, known.next);
    if (known && connection) warnOfSecondClaims(connection, known, asking);
    // Nothing changes, so the computed values stay.
    if (!isUnknown(plan.last_change)) return {};
    if (
      prior !== null &&
      change.difference &&
      onlyIdentifies(change.difference) &&
      changesAtMost('devices', attributes, prior, plan)
    ) {
      return { plan: prior };
    }
    if (known) checkDeregistrations(known, plan, connection, asking);
    if (change.difference) warnOfMissingIds(change, idAttribute(config), asking);
    if (change.difference && connection) {
      warnOfRePoints(connection, change, asking);
      await warnOfRegistrations(
        connection,
        change,
        { isNew: prior === null, onConflict: onConflictOf(connection, plan.on_conflict) },
        asking,
      );
    }
    return { plan: { ...plan, ...computedValues(prior, plan, change) } };
  },

  create: ({ client, plan, config, ...asking }) =>
    applyChange(connectionForApply(client), { prior: null, plan, config }, asking),

  async read({ client, state, private: kept, ...calling }) {
    const connection = client.connection();
    const known = resolvedState(state);
    noteInState(connection, known.fleet);
    const before = { unmanaged: unmanaged(kept), hasFailed: failedBefore(state) };
    const seen = await readForPlan(
      connection,
      {
        phones: { count: known.fleet.size, macs: firstMacs(known.fleet) },
        ask: () => readRegistered(connection, known, before, calling),
        failed: (error) => readFailed(connection, error),
      },
      calling,
    );
    if (seen === UNREAD) return state;
    keepUnmanaged(kept, seen.unmanaged);
    const drift = changedOutside(seen);
    if (drift) calling.warn(drift);
    if (!seen.asBefore) return withFleet(state, seen.fleet);
    // The phones that the last apply could not change are now as configured.
    return state.failed_count === 0 ? state : { ...state, failed: {}, failed_count: 0 };
  },

  update: ({ client, plan, config, prior, ...asking }) =>
    applyChange(connectionForApply(client), { prior, plan, config }, asking),

  delete: ({ client, prior, ...asking }) => removeFleet(connectionForApply(client), prior, asking),

  async import({ client, id, ...calling }) {
    const connection = client.connection();
    const names = id.trim() === '*' ? [] : id.split(',').map((name) => name.trim());
    if (names.includes('')) {
      throw new ProviderError({
        summary: 'Invalid import ID',
        detail: 'Use "*" to import all phones of your account, or provider names such as "Daryna,Legacy".',
      });
    }
    const found = await listDevices(connection, names, calling).catch(asCallError);
    if (found instanceof CallError) throw new ProviderError(readFailed(connection, found));
    if (found.length === 0) {
      throw new ProviderError({
        summary: 'There are no phones to import',
        detail: `Your account has none registered${names.length > 0 ? ` under ${names.map((name) => JSON.stringify(name)).join(', ')}` : ''}.`,
      });
    }
    const fleet = fleetOf(found);
    const written = { devices: writeFleet(fleet), device_count: fleet.size, digest: digest(placed(fleet, noDefaults)) };
    return { ...written, failed: {}, failed_count: 0 };
  },
});

const firstMacs = ({ macs }: Fleet): readonly string[] => Array.from(macs.subarray(0, MAX_NAMED), macText);
