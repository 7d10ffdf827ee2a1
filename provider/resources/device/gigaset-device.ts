import {
  connectionForApply,
  connectionForPlan,
  onConflictOf,
  type CallContext,
  type Connection,
  type ProviderClient,
  type Registered,
  type RegisteredPolicy,
} from '../../api/index.ts';
import { checkUrlAndCredentials, credentialsInUrl, credentialsOf } from '../../attributes/url-credentials.ts';
import { violationOf } from '../../attributes/url-policy.ts';
import { wireUrl } from '../../attributes/wire-url.ts';
import { changesAtMost } from '../newly-known-ids.ts';
import { UNREAD } from '../read-for-plan.ts';
import { attributes, type Plan, type Planned, type State } from './attributes.ts';
import { changesRegistration, isSameUrl, knownWireUrl, urlAsKnown } from './compare-registration.ts';
import { hasId, macOf, parsedMacId, phoneOf } from './mac-id-text.ts';
import { passwordChanged, withoutId } from './messages.ts';
import {
  checkPhone,
  deregisterPhone,
  movePhone,
  readPhoneForPlan,
  registerPhone,
  type PhoneWithTarget,
} from './phone.ts';
import { warnOfDrift, warnOfRegistration, warnOfRename, warnOfSecondClaim } from './plan-warnings.ts';
import { formatMacId, parseMacId, type MacId, type RedirectTarget } from '#autoprov';
import { defineResource, isKnown, ProviderError, required, string, unknown, type Context } from '#framework';

/** The registration of one phone. */
export const gigasetDevice = defineResource<ProviderClient>()({
  type: 'gigaset_device',
  schema: {
    description:
      'A phone that is registered with the redirect server, which tells it at its first boot where its provisioning server is.\n\nThe service has no update: a change of `url`, `url_credentials` or `provider_name` deregisters the phone and registers it again, and restores the old registration if that fails. A phone that your account has already registered with this URL and provider name is registered again, unless `keep_registration` is set or you import it. For more than a few hundred phones, use `gigaset_device_list`, because an engine takes seconds for every thousand resources.',
    attributes,
  },
  identity: {
    attributes: { mac: required(string, { description: 'The MAC of the phone, such as `7C2F80820EC0`.' }) },
    of: ({ mac }) => ({ mac }),
  },

  validate: ({ config }) => checkUrlAndCredentials(config),

  async plan({ config, prior, plan, client, ...asking }) {
    const mac = isKnown(plan.mac_id) ? (macOf(plan.mac_id) ?? unknown) : unknown;
    const next = { ...plan, mac };
    const isUpdate = prior !== null && prior.mac === mac;
    // Without a request there is no new date, so the computed values stay.
    const stays = isUpdate && !changesRegistration(prior, plan, config);
    const inUrl = credentialsInUrl(plan);
    if (inUrl) throw new ProviderError(inUrl);
    checkUrl(client, plan.url);
    if (isKnown(plan.mac_id) && !hasId(plan.mac_id) && !stays) asking.warn(withoutId(plan.mac_id));
    if (client && isKnown(mac)) await warnAtPlan(client, { mac, config, prior, plan }, asking);
    if (stays && !hasId(prior.mac_id) && changesAtMost('mac_id', attributes, prior, plan)) return { plan: prior };
    if (stays) return { plan: { ...next, registered_at: prior.registered_at, password: prior.password } };
    // The service returns the same password for every registration of a phone.
    return { plan: isUpdate && prior.password !== null ? { ...next, password: prior.password } : next };
  },

  planDestroy({ client, prior, ...asking }) {
    const connection = client && connectionForPlan(client);
    if (connection) warnOfRename(connection, phoneOf(prior).mac, asking);
  },

  async create({ client, plan, config, ...context }) {
    const connection = connectionForApply(client);
    const wanted = wantedOf(plan, config);
    return stateOf(plan, wanted.phone, await registerPhone(connection, wanted, policyOf(connection, plan), context));
  },

  async read({ client, state, private: kept, ...context }) {
    const phone = phoneOf(state);
    const connection = client.connection();
    connection.planSession.addToState(phone.mac);
    const registration = await readPhoneForPlan(connection, phone, context);
    if (registration === UNREAD) return state;
    const seen = registration && urlAsKnown(state, registration.url);
    warnOfDrift(
      connection,
      { mac: phone.mac, declared: targetOf(state), registration, isSameUrl: isSameUrl(state, seen) },
      context,
    );
    if (!registration || !seen) return null;
    const password = kept.get(NEW_PASSWORD) ?? state.password;
    kept.set(NEW_PASSWORD, undefined);
    return {
      ...state,
      password,
      mac: phone.mac,
      ...seen,
      provider_name: registration.providerName,
      registered_at: registration.date,
    };
  },

  async update({ client, plan, config, prior, private: kept, ...context }) {
    const wanted = wantedOf(plan, config);
    if (!changesRegistration(prior, plan, config)) {
      return stateOf(plan, wanted.phone, { date: prior.registered_at, password: prior.password });
    }
    const connection = connectionForApply(client);
    const former = await formerOf(connection, prior, context);
    const registered = former
      ? await movePhone(connection, former, wanted, context)
      : await registerPhone(connection, wanted, policyOf(connection, plan), context);
    if (prior.password === null) return stateOf(plan, wanted.phone, registered);
    // The plan has promised the former password.
    if (registered.password !== null) {
      const isOther = registered.password !== prior.password;
      kept.set(NEW_PASSWORD, isOther ? registered.password : undefined);
      if (isOther) context.warn(passwordChanged(wanted.phone.mac));
    }
    return stateOf(plan, wanted.phone, { ...registered, password: prior.password });
  },

  async delete({ client, prior, ...context }) {
    await deregisterPhone(connectionForApply(client), { phone: phoneOf(prior), target: targetOf(prior) }, context);
  },

  async import({ id, identity }) {
    const text = typeof identity?.['mac'] === 'string' ? identity['mac'] : id;
    const parsed = parseMacId(text);
    if (!parsed.ok) {
      throw new ProviderError({
        summary: 'Invalid import ID',
        detail: `${parsed.problems.join('\n')}\nImport a phone by its MAC (7C2F80820EC0) or its MAC-ID (7C2F80820EC0-55DF).`,
      });
    }
    return Promise.resolve({ mac_id: formatMacId(parsed.value), mac: parsed.value.mac });
  },
});

/** The private state's key for a password that differs from the planned one, until the next read. */
const NEW_PASSWORD = 'new_password';

/** Warns of conflicts that the apply will meet. Does nothing while the provider's configuration is unknown. */
async function warnAtPlan(
  client: ProviderClient,
  phone: { readonly mac: string; readonly config: Plan; readonly prior: State | null; readonly plan: Plan },
  asking: CallContext & Pick<Context, 'warn'>,
): Promise<void> {
  const { mac, config, prior, plan } = phone;
  const connection = connectionForPlan(client);
  if (connection === undefined) return;
  if (prior?.mac === mac) {
    connection.planSession.addToState(mac);
    warnOfSecondClaim(connection, mac, 'kept', asking);
  } else if (prior === null) {
    warnOfSecondClaim(connection, mac, 'new', asking);
    const phone = { mac, id: isKnown(plan.mac_id) ? parsedMacId(plan.mac_id)?.id : undefined };
    const url = knownWireUrl(plan, config.url_credentials);
    const providerName = isKnown(plan.provider_name) ? plan.provider_name : undefined;
    await warnOfRegistration(connection, { phone, url, providerName, ...policyOf(connection, plan) }, asking);
  }
}

const policyOf = (connection: Connection, plan: Pick<Plan, 'on_conflict' | 'keep_registration'>): RegisteredPolicy => ({
  onConflict: onConflictOf(connection, plan.on_conflict),
  onRegisteredAlready: plan.keep_registration === true ? 'keep' : 'register again',
});

/**
 * The phone with its current registration, to be restored if necessary; undefined if it has none. A write-only password is not
 * in the state but on the server.
 */
async function formerOf(
  connection: Connection,
  prior: State,
  context: CallContext,
): Promise<PhoneWithTarget | undefined> {
  const phone = phoneOf(prior);
  const url = knownWireUrl(prior, null);
  if (url !== undefined) return { phone, target: { url, providerName: prior.provider_name } };
  const target = await checkPhone(connection, phone, context);
  return target && { phone, target };
}

/** The target of a state, without a write-only password. */
const targetOf = (state: State): RedirectTarget => ({
  url: knownWireUrl(state, null) ?? state.url,
  providerName: state.provider_name,
});

const wantedOf = (plan: Planned, config: Planned): PhoneWithTarget => ({
  phone: phoneOf({ mac: null, mac_id: plan.mac_id }),
  target: {
    url: wireUrl(plan.url, credentialsOf(plan.url_credentials, config.url_credentials?.password_wo ?? null)),
    providerName: plan.provider_name,
  },
});

const stateOf = (plan: Planned, { mac }: MacId, { date, password }: Registered): State => ({
  ...plan,
  mac,
  registered_at: date,
  password,
});

/** Refuses a redirect URL that the provider's configuration does not allow. @throws ProviderError */
function checkUrl(client: ProviderClient | undefined, url: Plan['url']): void {
  const violation = client && isKnown(url) ? violationOf(client.urlPolicy, url) : undefined;
  if (violation !== undefined) {
    throw new ProviderError({ summary: 'This redirect URL is not allowed', detail: violation, path: ['url'] });
  }
}
