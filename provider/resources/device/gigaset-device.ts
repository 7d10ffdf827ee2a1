import { connectionAtApply, connectionAtPlan, onConflict } from '../../api/connection-for.ts';
import type { Connection } from '../../api/connection.ts';
import type { Target } from '../../api/target.ts';
import { checkUrlAndCredentials, credentialsOf, urlCredentials } from '../../attributes/url-credentials.ts';
import { macId, oneOf, providerName, redirectUrl } from '../../attributes/validators.ts';
import { splitUrl, wireUrl } from '../../attributes/wire-url.ts';
import { create, lookUp, read, remove, replace } from './phone-changes.ts';
import { warnOfRegistration, warnOfSecondClaim } from './plan-warnings.ts';
import { formatMacId, parseMacId, type MacId } from '#autoprov';
import {
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
  type Problem,
  type StateOf,
} from '#framework';

/** A MAC-ID in any case and with any separators is the same MAC-ID. */
const macIdText = withSemanticEquality(string, (a, b) => canonical(a) === canonical(b));

const attributes = {
  mac_id: required(macIdText, {
    description:
      "The MAC-ID from the phone's label, as in `7C2F80820EC0-55DF`, in any case and with any separators; another spelling is no change. It is a secret: the phone authenticates with it. Another MAC replaces the resource. After an import by the MAC alone, the ID from the configuration goes into the state without a call to the server.",
    sensitive: true,
    validate: [macId],
    plan: [
      // One that is not known yet may be another phone's. An update that turns out to be a replacement the engine refuses.
      requiresReplaceIf<string | Unknown>(
        (prior, plan) => isKnown(prior) && (!isKnown(plan) || macOf(prior) !== macOf(plan)),
      ),
    ],
  }),
  mac: computed(string, {
    description: 'The MAC in `mac_id`: 12 hex digits, upper case. It is known at plan, and no secret.',
  }),
  url: required(string, {
    description:
      'The redirect URL: where the phone finds its provisioning server, with http or https. `%MACD` stands for its MAC, `%DVID` for the device ID of its model (`42/2`); a plain `%` is written `%25`.',
    validate: [redirectUrl],
  }),
  url_credentials: urlCredentials,
  provider_name: required(string, {
    description:
      'The provider name: free text that the redirect server keeps with the phone, and by which phones can be listed.',
    validate: [providerName],
  }),
  registered_at: computed(string, { description: 'When the phone was registered, in the words of the server.' }),
  password: computed(string, {
    description: 'The password that the server told at the registration. Null where it told none, and after an import.',
    sensitive: true,
  }),
  on_conflict: optional(string, {
    description:
      'What to do where your account has registered the phone already with another URL or provider name: `fail`, and show how to import it, or `replace`, and register it anew. Default: the `on_conflict` of the provider.',
    validate: [oneOf('fail', 'replace')],
  }),
};

type State = StateOf<typeof attributes>;
type Plan = PlanOf<typeof attributes>;
type Planned = PlannedStateOf<typeof attributes>;
type CallContext = Pick<Context, 'signal' | 'log'>;

/** One phone's registration. */
export const gigasetDevice = defineResource<() => Connection>()({
  type: 'gigaset_device',
  schema: {
    description:
      'A phone, registered with the redirect server, which tells it at its first boot where its provisioning server is.\n\nThe service knows no update: a change of `url`, `url_credentials` or `provider_name` deregisters the phone and registers it anew, and puts the former registration back where that fails. A phone that your account has registered already with exactly this URL and provider name counts as created. For more than some hundred phones use `gigaset_device_list`, since an engine takes seconds for every thousand resources.',
    attributes,
  },
  identity: {
    attributes: { mac: required(string, { description: 'The MAC of the phone, as in `7C2F80820EC0`.' }) },
    of: ({ mac }) => ({ mac }),
  },

  validate: ({ config, warn }) => checkUrlAndCredentials(config, warn),

  async plan({ config, prior, plan, client, ...asking }) {
    const mac = isKnown(plan.mac_id) ? (macOf(plan.mac_id) ?? unknown) : unknown;
    const next = { ...plan, mac };
    // No call, no new date: what is computed stays as it is.
    const stays = prior !== null && prior.mac === mac && !changesRegistration(prior, plan, config);
    if (client && isKnown(mac)) await warnAtPlan(client, { mac, config, prior, plan }, asking);
    return { plan: stays ? { ...next, registered_at: prior.registered_at, password: prior.password } : next };
  },

  async create({ client, plan, config, ...calling }) {
    const connection = connectionAtApply(client);
    const target = targetOf(plan, config);
    return connection.locks.alone(target.mac, async () => {
      if (connection.locks.isClaimed(target.mac)) throw new ProviderError(claimedTwice(target.mac));
      const { registration, password } = await create(
        connection,
        target,
        onConflict(connection, plan.on_conflict),
        calling,
      );
      connection.locks.claim(target.mac);
      return settled(plan, { mac: target.mac, registered_at: registration.date, password });
    });
  },

  async read({ client, state, ...calling }) {
    const mac = state.mac ?? macOf(state.mac_id) ?? '';
    const connection = client();
    connection.planSession.inState(mac);
    const registration = await read(connection, { mac, macId: canonical(state.mac_id) }, calling);
    if (!registration) return null;
    return {
      ...state,
      mac,
      ...urlAsKnown(state, registration.url),
      provider_name: registration.providerName,
      registered_at: registration.date,
    };
  },

  async update({ client, plan, config, prior, ...calling }) {
    const mac = macOf(plan.mac_id) ?? '';
    if (!changesRegistration(prior, plan, config)) {
      return settled(plan, { mac, registered_at: prior.registered_at, password: prior.password });
    }
    const connection = connectionAtApply(client);
    const target = targetOf(plan, config);
    const former = await formerTarget(connection, prior, mac, calling);
    const { registration, password } = former
      ? await replace(connection, former, target, calling)
      : await create(connection, target, onConflict(connection, plan.on_conflict), calling);
    return settled(plan, { mac, registered_at: registration.date, password });
  },

  async delete({ client, prior, warn, ...calling }) {
    const connection = connectionAtApply(client);
    const mac = prior.mac ?? macOf(prior.mac_id) ?? '';
    await connection.locks.alone(mac, async () => {
      if (connection.locks.isClaimed(mac)) warn(staysRegistered(mac));
      else await remove(connection, { mac, macId: canonical(prior.mac_id) }, calling);
    });
  },

  async import({ id, identity }) {
    const text = typeof identity?.['mac'] === 'string' ? identity['mac'] : id;
    const parsed = parseMacId(text);
    if (!parsed.ok) {
      throw new ProviderError({
        summary: 'This is not the ID of a phone',
        detail: `${parsed.problems.join('\n')}\nImport a phone by its MAC (7C2F80820EC0) or its MAC-ID (7C2F80820EC0-55DF).`,
      });
    }
    return Promise.resolve({ mac_id: formatMacId(parsed.value), mac: parsed.value.mac });
  },
});

/** Tells what the apply will meet. While part of the provider's configuration is unknown, nobody can be asked. */
async function warnAtPlan(
  client: () => Connection,
  phone: { readonly mac: string; readonly config: Plan; readonly prior: State | null; readonly plan: Plan },
  asking: CallContext & Pick<Context, 'warn'>,
): Promise<void> {
  const { mac, config, prior, plan } = phone;
  const connection = connectionAtPlan(client);
  if (connection === undefined) return;
  if (prior?.mac === mac) {
    connection.planSession.inState(mac);
    warnOfSecondClaim(connection, mac, 'kept', asking);
  } else if (prior === null) {
    warnOfSecondClaim(connection, mac, 'new', asking);
    const macId = isKnown(plan.mac_id) ? canonical(plan.mac_id) : mac;
    const url = knownWireUrl(plan, config.url_credentials);
    const providerName = isKnown(plan.provider_name) ? plan.provider_name : undefined;
    const conflict = onConflict(connection, plan.on_conflict);
    await warnOfRegistration(connection, { mac, macId, url, providerName, onConflict: conflict }, asking);
  }
}

const parsedMacId = (text: string): MacId | undefined => {
  const parsed = parseMacId(text);
  return parsed.ok ? parsed.value : undefined;
};

const macOf = (text: string): string | undefined => parsedMacId(text)?.mac;

const canonical = (text: string): string => {
  const value = parsedMacId(text);
  return value ? formatMacId(value) : text;
};

/** True where the server must be told: another URL, credentials, name, or another ID (not: an ID where there was none). */
function changesRegistration(prior: State, plan: Plan, config: Plan): boolean {
  const before = parsedMacId(prior.mac_id)?.id;
  const after = isKnown(plan.mac_id) ? parsedMacId(plan.mac_id)?.id : undefined;
  return (
    plan.provider_name !== prior.provider_name ||
    (before !== undefined && after !== undefined && before !== after) ||
    changesWireUrl(prior, plan, config)
  );
}

/** True where another URL goes over the wire, or may: where credentials only move to another attribute, it is the same. */
function changesWireUrl(prior: State, plan: Plan, config: Plan): boolean {
  if (plan.url === prior.url && !changesCredentials(prior.url_credentials, plan.url_credentials)) return false;
  const before = knownWireUrl(prior, null);
  const after = knownWireUrl(plan, config.url_credentials);
  return before === undefined || after === undefined || before !== after;
}

/** The URL as it goes over the wire; undefined where part of it is not known, as a write-only password is not in a state. */
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

/** What the phone is registered with now, to be put back if need be. The state lacks a write-only password: the server has it. */
async function formerTarget(
  connection: Connection,
  prior: State,
  mac: string,
  calling: CallContext,
): Promise<Target | undefined> {
  const url = knownWireUrl(prior, null);
  const phone = { mac, macId: canonical(prior.mac_id) };
  if (url !== undefined) return { ...phone, url, providerName: prior.provider_name };
  const now = await lookUp(connection, phone, calling);
  return now && { ...phone, url: now.url, providerName: now.providerName };
}

function changesCredentials(prior: State['url_credentials'], plan: Plan['url_credentials']): boolean {
  if (prior === null || plan === null || isUnknown(plan)) return prior !== plan;
  return (
    prior.username !== plan.username ||
    prior.password !== plan.password ||
    prior.password_wo_version !== plan.password_wo_version
  );
}

function targetOf(plan: Planned, config: Planned): Target {
  return {
    macId: canonical(plan.mac_id),
    mac: macOf(plan.mac_id) ?? '',
    url: wireUrl(plan.url, credentialsOf(plan.url_credentials, config.url_credentials?.password_wo ?? null)),
    providerName: plan.provider_name,
  };
}

/** Another resource of the same apply has registered this phone a moment ago. */
const claimedTwice = (mac: string): Problem => ({
  summary: `Two resources claim phone ${mac}`,
  detail:
    'Another gigaset_device of this configuration has registered it in this apply. Nothing was changed. A phone is one registration: keep one of the two resources.',
  path: ['mac_id'],
});

/** The resource goes; the phone is another one's by now. */
const staysRegistered = (mac: string): Problem => ({
  summary: `Phone ${mac} stays registered`,
  detail:
    'It was to be deregistered for the resource that goes, but in this same apply another resource, or its own replacement that is created before the destroy, has taken it over. It belongs to that one now.',
});

const settled = (plan: Planned, made: Pick<State, 'mac' | 'registered_at' | 'password'>): State => ({
  ...plan,
  ...made,
});

/**
 * The server's URL in the words of the state. One that means the same changes nothing; otherwise its credentials go
 * where they are hidden. A write-only password cannot be compared: of it only the user name is.
 */
function urlAsKnown(state: State, url: string): Pick<State, 'url' | 'url_credentials'> {
  const { url_credentials: known } = state;
  const same = { url: state.url, url_credentials: known };
  if (url === state.url && known === null) return same;
  const found = splitUrl(url);
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
