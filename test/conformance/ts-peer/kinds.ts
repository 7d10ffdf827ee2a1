import { generic } from './generic.ts';
import { bool, decimal, dynamic, int64, list, map, number, object, required, set, string, type Type } from '#framework';

const types: Readonly<Record<string, Type>> = {
  text: string,
  flag: bool,
  whole: int64,
  ratio: number,
  amount: decimal,
  texts: list(string),
  bag: set(string),
  rates: map(decimal),
  place: object({ floor: int64, room: string }),
  grid: list(list(int64)),
  people: set(object({ name: string, age: decimal })),
  anything: dynamic,
};

type Mode = 'optional' | 'optionalComputed' | 'computed';
const all = (prefix: string, mode: Mode) =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [`${prefix}${name}`, { type, mode }]));

/** Each type in three modes: optional, optional computed, computed. */
export const kinds = generic('kinds', {
  attributes: {
    name: required(string),
    ...all('', 'optional'),
    ...all('given_', 'optionalComputed'),
    ...all('made_', 'computed'),
  },
});
