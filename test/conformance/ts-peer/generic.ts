import {
  Dynamic,
  elementType,
  isList,
  isUnknown,
  isValues,
  memberType,
  objectShape,
  ProviderError,
  type Resource,
  type Schema,
  type TypeShape,
  type Value,
  type Values,
} from '#framework';

/** A resource that keeps the plan, and sets each unknown value by its type. */
export const generic = (name: string, schema: Schema): Resource => ({
  type: `peer_${name}`,
  schema,

  create({ plan, warn }) {
    const state = filled(schema, plan);
    switch (nameIn(plan)) {
      case 'create fails':
        return Promise.reject(new ProviderError({ summary: 'It was not made', path: ['name'] }));
      case 'half made':
        return Promise.reject(new ProviderError({ summary: 'Only half of it was made' }, { state }));
      case 'made late':
        warn({ summary: 'It was made late', path: ['name'] });
        break;
      case 'left open':
        return Promise.resolve(plan);
    }
    return Promise.resolve(state);
  },

  read({ state, warn }) {
    switch (nameIn(state)) {
      case 'gone':
        return Promise.resolve(null);
      case 'unreadable':
        return Promise.reject(new ProviderError({ summary: 'It cannot be read', path: ['name'] }));
      case 'drifting':
        warn({ summary: 'It has drifted' });
        return Promise.resolve({ ...state, name: 'drifted' });
    }
    return Promise.resolve(state);
  },

  update({ plan, prior }) {
    switch (nameIn(plan)) {
      case 'update fails':
        return Promise.reject(new ProviderError({ summary: 'It was not changed', path: ['name'] }));
      case 'half changed': {
        const state = { ...prior, name: 'half' };
        return Promise.reject(new ProviderError({ summary: 'Only half of it was changed' }, { state }));
      }
    }
    return Promise.resolve(filled(schema, plan));
  },

  delete({ prior }) {
    if (nameIn(prior) !== 'held') return Promise.resolve();
    return Promise.reject(new ProviderError({ summary: 'It is held', path: ['name'] }));
  },
});

const nameIn = ({ name = null }: Values): string => (typeof name === 'string' ? name : '');

/** The values with a known value in place of each unknown one. */
function filled(schema: Schema, values: Values): Values {
  const shape = objectShape(schema);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, fill(memberType(shape, name), value)]),
  );
}

function fill(type: TypeShape, value: Value): Value {
  if (isUnknown(value)) return type.kind === 'dynamic' ? madeDynamic(value.type) : made(type);
  if (value instanceof Dynamic) return new Dynamic(value.type, fill(value.type, value.value));
  if (isList(value)) return value.map((item, i) => fill(elementType(type, i), item));
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(memberType(type, name), item)]));
}

const madeDynamic = (type: TypeShape = { kind: 'string' }): Dynamic => new Dynamic(type, made(type));

function made(type: TypeShape): Value {
  switch (type.kind) {
    case 'string':
      return 'made';
    case 'bool':
      return true;
    case 'number':
    case 'int64':
      return 7;
    case 'decimal':
      return '7';
    case 'dynamic':
      return madeDynamic();
    case 'list':
    case 'set':
      return [];
    case 'map':
      return {};
    case 'tuple':
      return type.elements.map(made);
    case 'object':
      return Object.fromEntries(Object.entries(type.attributes).map(([name, of]) => [name, made(of)]));
    case 'nested':
      if (type.nesting !== 'single') return type.nesting === 'map' ? {} : [];
      return Object.fromEntries(Object.entries(type.attributes).map(([name, { type: of }]) => [name, made(of)]));
  }
}
