import {
  connectionForApply,
  connectionForPlan,
  onConflictOf,
  type CallContext,
  type Connection,
  type Registered,
  type RegisteredPolicy,
} from '../../api/index.ts';
import {
  checkUrlAndCredentials,
  credentialsInUrl,
  credentialsOf,
  urlCredentials,
} from '../../attributes/url-credentials.ts';
import { violationOf } from '../../attributes/url-policy.ts';
import { macId, oneOf, providerName, redirectUrl } from '../../attributes/validators.ts';
import { splitUrl, wireUrl } from '../../attributes/wire-url.ts';
import { UNREAD } from '../read-for-plan.ts';
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
import { formatMacId, parseMacId, type MacId } from '#autoprov';
import {
  bool,
  computed,
  defineResource,
  isKnown,
  isUnknown,
  optional,
  ProviderError,
  required,
  requiresReplaceIf,
  withSemanticEquality,
  string,
  unknown,
  type Context,
  type Unknown,
  type PlannedStateOf,
  type PlanOf,
  type StateOf,
} from '#framework';

/** A MAC-ID in any case and with any separators is the same MAC-ID. */
const macIdText = withSemanticEquality(string, (a, b) => canonical(a) === canonical(b));

const attributes = {
  mac_id: required(macIdText, {
    description:
      "The MAC-ID on the phone's label, such as `7C2F80820EC0-55DF`, in any case and with any separators; a different spelling changes nothing. It is a secret, because the phone authenticates with it. A different MAC replaces the resource. After an import by MAC, the ID is copied from the configuration to the state without a request.",
    sensitive: true,
    validate: [macId],
    plan: [
      // An unknown one may belong to another phone, and engines refuse an update that turns out to be a replacement.
      requiresReplaceIf<string | Unknown>(
        (prior, plan) => isKnown(prior) && (!isKnown(plan) || macOf(prior) !== macOf(plan)),
      ),
    ],
  }),
  mac: computed(string, {
    description: 'The MAC in `mac_id`: 12 upper-case hex digits. It is known at plan and not secret.',
  }),
  url: required(string, {
    description:
      'The redirect URL (http or https), which leads the phone to its provisioning server. `%MACD` stands for its MAC, `%DVID` for the device ID of its model (`42/2`); write `%25` for a literal `%`. Plans show it, so user name and password go into `url_credentials`.',
    validate: [redirectUrl],
  }),
  url_credentials: urlCredentials,
  provider_name: required(string, {
    description:
      'The provider name: free text that the redirect server stores with the phone and by which phones can be listed.',
    validate: [providerName],
  }),
  registered_at: computed(string, { description: 'The date of the registration as the server returns it.' }),
  password: computed(string, {
    description:
      'The password that the server returned at the registration; null if it returned none, and after an import.',
    sensitive: true,
  }),
  on_conflict: optional(string, {
    description:
      'What to do if your account has already registered the phone with another URL or provider name: `fail`, with an error that shows how to import it, or `replace`. Default: `on_conflict` of the provider.',
    validate: [oneOf('fail', 'replace')],
  }),
  keep_registration: optional(bool, {
    description:
      'What to do when the resource is created and your account has already registered the phone with this URL and provider name. `false` (default): the provider registers the phone again, so that a replacement (`-replace`, `taint`) has an effect with `create_before_destroy` as well, and `password` is known. `true`: the phone stays registered as it is, and `password` is null.',
  }),
};

type State = StateOf<typeof attributes>;
type Plan = PlanOf<typeof attributes>;
type Planned = PlannedStateOf<typeof attributes>;

/** The registration of one phone. */
export const gigasetDevice = defineResource<() => Connection>()({
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
    const connection = client();
    connection.planSession.addToState(phone.mac);
    const registration = await readPhoneForPlan(connection, phone, context);
    if (registration === UNREAD) return state;
    const seen = registration && urlAsKnown(state, registration.url);
    warnOfDrift(connection, { mac: phone.mac, state, registration, isSameUrl: isSameUrl(state, seen) }, context);
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
    if (registered.password !== null && registered.password !== prior.password) {
      kept.set(NEW_PASSWORD, registered.password);
      context.warn(passwordChanged(wanted.phone.mac));
    }
    return stateOf(plan, wanted.phone, { ...registered, password: prior.password });
  },

  async delete({ client, prior, ...context }) {
    const target = { url: knownWireUrl(prior, null) ?? prior.url, providerName: prior.provider_name };
    await deregisterPhone(connectionForApply(client), { phone: phoneOf(prior), target }, context);
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
  client: () => Connection,
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

const parsedMacId = (text: string): MacId | undefined => {
  const parsed = parseMacId(text);
  return parsed.ok ? parsed.value : undefined;
};

const macOf = (text: string): string | undefined => parsedMacId(text)?.mac;

const canonical = (text: string): string => {
  const value = parsedMacId(text);
  return value ? formatMacId(value) : text;
};

/** Whether the server needs a request: another URL, credentials, name or ID (but not an ID after an import without one). */
function changesRegistration(prior: State, plan: Plan, config: Plan): boolean {
  const before = parsedMacId(prior.mac_id)?.id;
  const after = isKnown(plan.mac_id) ? parsedMacId(plan.mac_id)?.id : undefined;
  return (
    plan.provider_name !== prior.provider_name ||
    (before !== undefined && after !== undefined && before !== after) ||
    changesWireUrl(prior, plan, config)
  );
}

/** Whether the URL with credentials changes, or may; moving credentials between attributes does not change it. */
function changesWireUrl(prior: State, plan: Plan, config: Plan): boolean {
  if (plan.url === prior.url && !changesCredentials(prior.url_credentials, plan.url_credentials)) return false;
  const before = knownWireUrl(prior, null);
  const after = knownWireUrl(plan, config.url_credentials);
  return before === undefined || after === undefined || before !== after;
}

/** The URL with credentials; undefined if part of it is unknown, for example a write-only password in a state. */
function knownWireUrl(
  { url, url_credentials: credentials }: Pick<Plan, 'url' | 'url_credentials'>,
  configured: Plan['url_credentials'],
): string | undefined {
  if (!isKnown(url)) return undefined;
  if (credentials === null) return url;
  if (!isKnown(credentials) || !isKnown(credentials.username)) return undefined;
  const password = credentials.password ?? (isKnown(configured) ? configured.password_wo : null);
  return isKnown(password) ? wireUrl(url, { username: credentials.username, password }) : undefined;
}

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

function changesCredentials(prior: State['url_credentials'], plan: Plan['url_credentials']): boolean {
  if (prior === null || plan === null || isUnknown(plan)) return prior !== plan;
  return (
    prior.username !== plan.username ||
    prior.password !== plan.password ||
    prior.password_wo_version !== plan.password_wo_version
  );
}

/** The phone of a state. An import may leave `mac` empty. */
function phoneOf({ mac, mac_id: text }: Pick<State, 'mac' | 'mac_id'>): MacId {
  const parsed = parsedMacId(text);
  return { mac: mac ?? parsed?.mac ?? '', id: parsed?.id };
}

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

/**
 * The server's URL in the form of the state. An equivalent URL changes nothing; otherwise, its credentials are moved to where
 * they are hidden. A write-only password cannot be compared, so only the user name is.
 */
function urlAsKnown(state: State, url: string): Pick<State, 'url' | 'url_credentials'> {
  const { url_credentials: known } = state;
  const same = { url: state.url, url_credentials: known };
  const found = splitUrl(url);
  if (url === state.url && known === null && found.credentials === null) return same;
  if (found.credentials === null) return { url, url_credentials: null };
  if (known?.password === null && known.username === found.credentials.username) {
    return { url: found.url, url_credentials: known };
  }
  if (known !== null && wireUrl(state.url, credentialsOf(known, null)) === url) return same;
  return {
    url: found.url,
    url_credentials: {
      ...found.credentials,
      password_wo: null,
      password_wo_version: known?.password_wo_version ?? null,
    },
  };
}

/** Whether the server has the URL and the credentials of the state, as far as they can be compared. */
const isSameUrl = (state: State, seen: Pick<State, 'url' | 'url_credentials'> | undefined): boolean =>
  seen?.url === state.url && seen.url_credentials === state.url_credentials;

/** Refuses a redirect URL that the provider's configuration does not allow. @throws ProviderError */
function checkUrl(client: (() => Connection) | undefined, url: Plan['url']): void {
  const policy = client && connectionForPlan(client)?.urlPolicy;
  const violation = policy && isKnown(url) ? violationOf(policy, url) : undefined;
  if (violation !== undefined) {
    throw new ProviderError({ summary: 'This redirect URL is not allowed', detail: violation, path: ['url'] });
  }
}

function hasId(text: string): boolean {
  const parsed = parseMacId(text);
  return !parsed.ok || parsed.value.id !== undefined;
}
