import { generic } from './generic.ts';
import {
  block,
  computed,
  int64,
  nested,
  optional,
  optionalComputed,
  required,
  requiresReplace,
  string,
  useStateForUnknown,
} from '#framework';

/** One attribute of each mode, for nesting. */
const inner = {
  text: required(string),
  note: optional(string),
  zone: optional(string, { plan: [requiresReplace] }),
  id: computed(string),
  kept: computed(string, { plan: [useStateForUnknown] }),
  size: optionalComputed(int64, { default: 3 }),
  level: optionalComputed(string),
  secret: optional(string, { sensitive: true }),
};

/** The same with a write-only attribute, which sets do not support. */
const innerWithWriteOnly = { ...inner, secret_wo: optional(string, { writeOnly: true }) };

export const nestedKinds = generic('nested', {
  attributes: {
    name: required(string),
    one: optional(nested.single(innerWithWriteOnly)),
    many: optional(nested.list(innerWithWriteOnly)),
    bag: optional(nested.set(inner)),
    plain: optional(nested.set({ text: inner.text, note: inner.note, zone: inner.zone })),
    by_name: optional(nested.map(innerWithWriteOnly)),
    given: optionalComputed(nested.single(inner)),
    given_many: optionalComputed(nested.list(inner)),
    made: computed(nested.list({ id: computed(string) })),
    deep: optional(nested.list({ by_name: optional(nested.map(inner)) })),
    head: block.single({ text: optional(string), id: computed(string) }),
    row: block.list({
      port: required(int64),
      label: optionalComputed(string, { default: 'x' }),
      id: computed(string, { plan: [useStateForUnknown] }),
      cell: block.list({ value: required(string) }),
    }),
    tag: block.set({ key: required(string), id: computed(string) }),
  },
});
