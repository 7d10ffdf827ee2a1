import {
  computed,
  decimal,
  defineResource,
  int64,
  isKnown,
  isUnknown,
  list,
  map,
  optional,
  optionalComputed,
  ProviderError,
  required,
  requiresReplace,
  requiresReplaceIf,
  string,
  unknown,
  useStateForUnknown,
  type PlannedStateOf,
  type StateOf,
  type Unknown,
} from '#framework';

const lowered = requiresReplaceIf<number | Unknown>(
  (prior, plan) => (isKnown(plan) ? plan : 0) < (isKnown(prior) ? prior : 0),
);

export const attributes = {
  name: required(string, { plan: [requiresReplace], description: 'Its name.' }),
  region: optional(string),
  note: optional(string),
  id: computed(string, { plan: [useStateForUnknown] }),
  seen: computed(string),
  size: optionalComputed(int64, { default: 3 }),
  level: optionalComputed(string),
  kept: optionalComputed(string, { plan: [useStateForUnknown] }),
  tags: optionalComputed(list(string), { default: ['a'] }),
  grade: optional(int64, { plan: [lowered] }),
  zone: optionalComputed(string, { plan: [useStateForUnknown, requiresReplace] }),
  secret: optional(string, { sensitive: true }),
  secret_wo: optional(string, { sensitive: true, writeOnly: true }),
  secret_wo_version: optional(int64),
  shout: computed(string),
  stored: computed(string),
};

type State = StateOf<typeof attributes>;

/** A resource with an attribute of each mode, a plan step, private state, an identity, import, upgrade and move. */
export const modes = defineResource<true>()({
  type: 'peer_modes',
  schema: { version: 2, description: 'One of each *mode*.', attributes },
  identity: {
    attributes: { name: required(string, { description: 'Its name.' }), region: optional(string) },
    of: ({ name, region }) => ({ name, region }),
  },

  plan({ defer, plan, private: privateState, warn }) {
    if (plan.note === 'warn') warn({ summary: 'It warns', path: ['note'] });
    if (plan.note === 'refuse') throw new ProviderError({ summary: 'It is refused', path: ['note'] });
    privateState.set('planned', isKnown(plan.note) ? plan.note : '');
    const shout = isUnknown(plan.name) ? unknown : `${plan.name}!`;
    const deferred = plan.note === 'later' ? defer?.('absentPrerequisite') : undefined;
    return { plan: { ...plan, shout }, requiresReplace: plan.note === 'anew' ? [['note']] : [], deferred };
  },

  planDestroy({ prior, warn }) {
    if (prior.note === 'protected') throw new ProviderError({ summary: 'It is protected', path: ['note'] });
    if (prior.note === 'dear') warn({ summary: 'It is dear to somebody' });
  },

  create({ plan, config, private: privateState }) {
    const state = settled(plan, 'nothing');
    if (plan.name === 'create fails') throw new ProviderError({ summary: 'It was not made', path: ['name'] });
    privateState.set('secret', config.secret_wo ?? '');
    if (plan.name === 'half made') throw new ProviderError({ summary: 'Only half of it was made' }, { state });
    return Promise.resolve(state);
  },

  read({ defer, state, private: privateState }) {
    if (state.note === 'later' && defer) return Promise.resolve(defer('absentPrerequisite'));
    if (state.note === 'gone') return Promise.resolve(null);
    if (state.note === 'unreadable') throw new ProviderError({ summary: 'It cannot be read', path: ['note'] });
    privateState.set('read', 'yes');
    return Promise.resolve({ ...state, seen: 'read', id: state.id ?? `id of ${state.name}` });
  },

  update({ plan, config, prior, private: privateState }) {
    if (plan.note === 'update fails') throw new ProviderError({ summary: 'It was not changed', path: ['note'] });
    if (plan.note === 'half changed') {
      throw new ProviderError({ summary: 'Only half of it was changed' }, { state: { ...prior, seen: 'half' } });
    }
    const before = privateState.get('secret') ?? '';
    const planned = privateState.get('planned') ?? '';
    privateState.set('secret', config.secret_wo ?? '');
    return Promise.resolve(settled(plan, `before ${before}, planned ${planned}`));
  },

  delete({ prior, warn }) {
    if (prior.note === 'held') throw new ProviderError({ summary: 'It is held', path: ['note'] });
    if (prior.note === 'missed') warn({ summary: 'It was gone already' });
    return Promise.resolve();
  },

  import({ id, identity }) {
    const name = id === '' ? text(identity?.['name']) : id;
    if (name?.includes('?') === true) throw new ProviderError({ summary: 'No name' });
    return Promise.resolve({ name: name ?? '', region: id === '' ? text(identity?.['region']) : null });
  },

  upgrade: {
    1: {
      attributes: { title: required(string), size: optional(decimal) },
      upgrade({ title = null, size = null }) {
        if (title === '' || title === null) throw new ProviderError({ summary: 'It has no title' });
        return { ...empty, name: text(title) ?? '', size: size === null ? null : Number(size) };
      },
    },
  },

  moves: [
    {
      from: ({ type }) => type === 'null_resource',
      attributes: { id: computed(string), triggers: optional(map(string)) },
      move: ({ id = null }) => ({ ...empty, name: 'moved', id: text(id) }),
    },
  ],
});

export const empty: State = {
  ...{ name: '', region: null, note: null, id: null, seen: null, size: null, level: null, kept: null, tags: null },
  ...{ grade: null, zone: null, secret: null, secret_wo: null, secret_wo_version: null, shout: null, stored: null },
};

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The plan with a known value in place of each unknown one. */
function settled(plan: PlannedStateOf<typeof attributes>, stored: string): State {
  return {
    ...plan,
    id: or(plan.id, `id of ${plan.name}`),
    seen: or(plan.seen, 'made'),
    size: or(plan.size, 0),
    level: or(plan.level, 'middle'),
    kept: or(plan.kept, `kept of ${plan.name}`),
    tags: or(plan.tags, []),
    zone: or(plan.zone, 'home'),
    shout: or(plan.shout, ''),
    stored: or(plan.stored, stored),
  };
}

const or = <T>(value: T | Unknown, otherwise: T): T => (isUnknown(value) ? otherwise : value);
