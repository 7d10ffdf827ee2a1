import { pairElements } from './pair-elements.ts';
import type { Path } from './path.ts';
import {
  emptyValues,
  isList,
  isValues,
  memberOf,
  type MemberShape,
  type NestedShape,
  type Value,
  type Values,
} from './value.ts';

/** The same object in the configuration and in the prior state; null or absent where there is none. */
export interface Counterparts {
  readonly config?: Value;
  readonly prior?: Value;
}

/** What the rewriting of one attribute sees. */
export interface Visit {
  readonly attribute: MemberShape;
  /** Its place. Inside a set it is the path of the set, because the protocol cannot address an element of one. */
  readonly path: Path;
  readonly value: Value;
  readonly config: Value;
  readonly prior: Value;
  /** True when the object that holds the attribute has no prior state: the resource, or an element of a list. */
  readonly added: boolean;
}

type Rewrite = (visit: Visit) => Value;

interface Place {
  readonly path: Path;
  readonly inSet: boolean;
}

const root: Place = { path: [], inSet: false };
const below = ({ path, inSet }: Place, step: Path[number]): Place => ({ path: inSet ? path : [...path, step], inSet });

/**
 * Rewrites every attribute and block of an object by its schema, outer attributes before those nested in them. The
 * configuration and the prior state are walked alongside: elements of lists by index, of maps by key, of sets by
 * {@link pairElements}.
 */
export function mapAttributes(
  shape: NestedShape,
  values: Values,
  counterparts: Counterparts,
  rewrite: Rewrite,
  place: Place = root,
): Values {
  const result = emptyValues();
  const added = !isValues(counterparts.prior);
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    const here = below(place, name);
    const config = memberOf(counterparts.config, name);
    const prior = memberOf(counterparts.prior, name);
    const value = rewrite({ attribute, path: here.path, value: memberOf(values, name), config, prior, added });
    result[name] =
      attribute.type.kind === 'nested' ? mapNested(attribute.type, value, { config, prior }, rewrite, here) : value;
  }
  return result;
}

function mapNested(
  type: NestedShape,
  value: Value,
  { config, prior }: Counterparts,
  rewrite: Rewrite,
  place: Place,
): Value {
  const mapObject = (item: Value, counterparts: Counterparts, at: Place): Value =>
    isValues(item) ? mapAttributes(type, item, counterparts, rewrite, at) : item;

  switch (type.nesting) {
    case 'single':
      return mapObject(value, { config: config ?? null, prior: prior ?? null }, place);
    case 'list':
      if (!isList(value)) return value;
      return value.map((item, i) =>
        mapObject(item, { config: elementOf(config, i), prior: elementOf(prior, i) }, below(place, i)),
      );
    case 'set': {
      if (!isList(value)) return value;
      const configs = pairElements(type, value, config);
      const priors = pairElements(type, value, prior);
      const at: Place = { path: place.path, inSet: true };
      return value.map((item, i) => mapObject(item, { config: configs[i] ?? null, prior: priors[i] ?? null }, at));
    }
    case 'map': {
      if (!isValues(value)) return value;
      const members = emptyValues();
      for (const [key, item] of Object.entries(value)) {
        const counterparts = { config: memberOf(config, key), prior: memberOf(prior, key) };
        members[key] = mapObject(item, counterparts, below(place, { key }));
      }
      return members;
    }
  }
}

const elementOf = (list: Value | undefined, index: number): Value => (isList(list) ? (list[index] ?? null) : null);
