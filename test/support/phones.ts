/** The prefix of numbered phones, unless a suite needs phones that no other suite of its server uses. */
const defaultPrefix = '7C2F80';

/** The MAC of a numbered phone: `macOf(1)` is 7C2F80000001. */
export const macOf = (index: number): string => numbered(index, defaultPrefix);

/** The ID of a numbered phone. It begins with a letter, so that no number in an output is mistaken for it. */
export const idOf = (index: number): string => (0xa000 + (index % 0x5000)).toString(16).toUpperCase();

export const macIdOf = (index: number): string => `${macOf(index)}-${idOf(index)}`;

/** The MACs of `count` phones with successive numbers. */
export const macRange = (count: number, first = 0, prefix = defaultPrefix): readonly string[] =>
  Array.from({ length: count }, (_, index) => numbered(first + index, prefix));

/** The MAC-IDs of `count` phones with successive numbers. */
export const macIdRange = (count: number, first = 0, prefix = defaultPrefix): readonly string[] =>
  macRange(count, first, prefix).map((mac, index) => `${mac}-${idOf(first + index)}`);

const numbered = (index: number, prefix: string): string =>
  prefix +
  index
    .toString(16)
    .toUpperCase()
    .padStart(12 - prefix.length, '0');
