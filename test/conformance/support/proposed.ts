import { textOf } from './normal.ts';
import { isType, type Attribute, type Members, type Nested } from './schema.ts';
import { isList, isValues, type Value, type Values } from './value.ts';

/**
 * The proposed new state, which an engine makes before it calls a provider (Terraform's
 * docs/resource-instance-change-lifecycle.md): the configuration, with the prior state where a computed attribute is not
 * configured.
 */
export function proposed(members: Members, config: Values, prior: Values | null): Values {
  const nested = Object.entries(members.blocks).map(
    ([name, of]) => [name, proposedNested(of, at(config, name), at(prior, name))] as const,
  );
  const attributes = members.attributes.map(
    (one) => [one.name, proposedAttribute(one, at(config, one.name), at(prior, one.name))] as const,
  );
  return Object.fromEntries([...attributes, ...nested]);
}

const at = (of: Value | undefined, name: string): Value => (isValues(of) ? (of[name] ?? null) : null);

function proposedAttribute({ computed, type }: Attribute, config: Value, prior: Value): Value {
  if (computed && config === null) return prior;
  return isType(type) ? config : proposedNested(type, config, prior);
}

function proposedNested({ nesting, members }: Nested, config: Value, prior: Value): Value {
  if (isList(config)) {
    const left = new Set(isList(prior) ? prior : []);
    return config.map((item, i) => {
      const before =
        nesting === 'list' ? (isList(prior) ? (prior[i] ?? null) : null) : takeCounterpart(members, item, left);
      return isValues(item) ? proposed(members, item, isValues(before) ? before : null) : item;
    });
  }
  if (!isValues(config)) return config;
  if (nesting === 'single') return proposed(members, config, isValues(prior) ? prior : null);
  return Object.fromEntries(
    Object.entries(config).map(([key, item]) => {
      const before = at(prior, key);
      return [key, isValues(item) ? proposed(members, item, isValues(before) ? before : null) : item];
    }),
  );
}

/** The first element of the prior set that the configured element could correspond to. */
function takeCounterpart(members: Members, item: Value, left: Set<Value>): Value {
  for (const before of left) {
    if (!isValues(item) || !isValues(before) || !couldBe(members, item, before)) continue;
    left.delete(before);
    return before;
  }
  return null;
}

const couldBe = ({ attributes }: Members, config: Values, prior: Values): boolean =>
  attributes.every(({ name, computed }) => {
    const given = config[name] ?? null;
    return (computed && given === null) || textOf(given) === textOf(prior[name] ?? null);
  });
