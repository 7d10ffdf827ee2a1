import {
  block,
  bool,
  computed,
  decimal,
  defineResource,
  dynamic,
  int64,
  isUnknown,
  list,
  map,
  nested,
  number,
  object,
  optional,
  optionalComputed,
  ProviderError,
  required,
  requiresReplace,
  set,
  withSemanticEquality,
  string,
  useStateForUnknown,
  type Unknown,
  type PlannedStateOf,
  type StateOf,
} from '../../index.ts';
import type { SampleClient } from './client.ts';

const anyCase = withSemanticEquality(string, (a, b) => a.toLowerCase() === b.toLowerCase());

/** One attribute of each kind. */
export const attributes = {
  id: computed(string, { plan: [useStateForUnknown] }),
  revision: computed(int64),
  name: required(anyCase, { plan: [requiresReplace] }),
  size: optionalComputed(int64, { default: 3 }),
  price: optional(decimal),
  ratio: optional(number),
  enabled: optional(bool, { deprecated: 'Remove it.' }),
  tags: optional(set(anyCase)),
  lines: optional(list(string), {
    validate: [{ check: (all) => (all.length > 3 ? 'At most three lines are allowed.' : undefined) }],
  }),
  labels: optional(map(string)),
  place: optional(object({ floor: number, room: string })),
  anything: optional(dynamic),
  secret: optional(string, { sensitive: true }),
  secret_wo: optional(string, { writeOnly: true, sensitive: true }),
  secret_wo_version: optional(int64),
  settings: optional(
    nested.single({
      mode: optionalComputed(string, { default: 'auto' }),
      key: computed(string, { plan: [useStateForUnknown] }),
    }),
  ),
  members: optional(
    nested.set({
      name: required(string),
      weight: optionalComputed(int64),
      password: optional(string, { sensitive: true }),
      key: computed(string, { plan: [useStateForUnknown] }),
    }),
  ),
  rule: block.list({ port: required(int64), key: computed(string) }),
} as const;

type Thing = StateOf<typeof attributes>;
type Planned = PlannedStateOf<typeof attributes>;

/** Exists only in its state. Its `name` selects how each call behaves. */
export const thing = defineResource<SampleClient>()({
  type: 'sample_thing',
  schema: { version: 2, description: 'One of each.', attributes },
  identity: { attributes: { name: required(string) }, of: ({ name }) => ({ name: name.toLowerCase() }) },

  plan({ config, defer, plan, prior, warn }) {
    if (isUnknown(config.secret) && defer) return { plan, deferred: defer('resourceConfigUnknown') };
    if (plan.name === 'crash at plan') throw new Error('as requested');
    if (plan.name === 'foreseen') warn({ summary: 'It will be created late', path: ['name'] });
    return { plan: { ...plan, revision: prior === null ? 1 : plan.revision } };
  },

  planDestroy({ prior }) {
    if (prior.name === 'kept') throw new ProviderError({ summary: 'It is kept', path: ['name'] });
  },

  async create({ client, plan, config, log, private: privateState, signal, warn }) {
    log.info('creating a thing', {
      secret: config.secret ?? undefined,
      token: client.token,
      wo: config.secret_wo ?? '',
    });
    if (plan.name === 'waits') await untilAborted(signal);
    if (plan.name === 'half') {
      throw new ProviderError({ summary: 'Only half of it was created' }, { state: settled(plan, 1) });
    }
    if (plan.name === 'nothing') throw new ProviderError({ summary: 'It was not created', path: ['name'] });
    if (plan.name === 'warned') warn({ summary: 'It was created late', path: ['name'] });
    privateState.set('secret', String(config.secret_wo));
    return settled(plan, 1);
  },

  read({ defer, state, private: privateState }) {
    if (state.name === 'later' && defer) return Promise.resolve(defer('absentPrerequisite'));
    if (state.name.toLowerCase() === 'gone') return Promise.resolve(null);
    privateState.set('read', 'yes');
    return Promise.resolve({ ...state, name: state.name.toUpperCase() });
  },

  update({ plan, config, prior, private: privateState }) {
    if (plan.name === 'half changed') {
      // Only the size was changed, to another value than planned.
      const state = { ...prior, size: 99, revision: 7 };
      return Promise.reject(new ProviderError({ summary: 'Only half of it was changed', path: ['lines'] }, { state }));
    }
    const revision = privateState.get('secret') === String(config.secret_wo) ? 2 : 3;
    return Promise.resolve(settled(plan, revision));
  },

  delete: () => Promise.resolve(),

  import({ defer, id, identity }) {
    if (id === 'later' && defer) return Promise.resolve(defer('absentPrerequisite'));
    const name = typeof identity?.['name'] === 'string' ? identity['name'] : id;
    if (name === '') throw new ProviderError({ summary: 'A thing must have a name' });
    return Promise.resolve({ name, size: 3, rule: [] });
  },

  upgrade: {
    1: {
      attributes: { id: computed(string), title: required(string), price: optional(decimal) },
      upgrade: ({ id = null, title = null, price = null }) =>
        empty({ id: text(id), name: text(title) ?? '', price: text(price) }),
    },
  },

  moves: [
    {
      from: ({ type }) => type === 'sample_old' || type === 'null_resource',
      attributes: { id: computed(string), triggers: optional(map(string)) },
      move: ({ id = null }) => empty({ id: text(id), name: 'moved' }),
    },
  ],
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const empty = (some: Partial<Thing>): Thing => ({
  ...{ id: null, revision: 1, name: '', size: 3, price: null, ratio: null, enabled: null, tags: null, lines: null },
  ...{ labels: null, place: null, anything: null, secret: null, secret_wo: null, secret_wo_version: null },
  ...{ settings: null, members: null, rule: [] },
  ...some,
});

/** The plan with a value from the name in place of each unknown. */
function settled(plan: Planned, revision: number): Thing {
  const key = `key of ${plan.name}`;
  const { settings, members, rule } = plan;
  return {
    ...plan,
    id: or(plan.id, `id of ${plan.name}`),
    revision,
    size: or(plan.size, 0),
    settings: settings && { mode: or(settings.mode, 'auto'), key: or(settings.key, key) },
    members: members?.map((one) => ({ ...one, weight: or(one.weight, 10), key: or(one.key, one.name) })) ?? null,
    rule: rule.map((one) => ({ ...one, key: or(one.key, `port ${one.port}`) })),
  };
}

const or = <T>(value: T | Unknown, otherwise: T): T => (isUnknown(value) ? otherwise : value);

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(new ProviderError({ summary: 'Interrupted as requested' }));
    // The interrupt may precede the call.
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
