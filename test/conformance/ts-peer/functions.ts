import { decimal, defineFunction, dynamic, FunctionError, int64, list, object, string } from '#framework';

export const joined = defineFunction({
  name: 'joined',
  summary: 'Its arguments, one behind the other.',
  description: '*Joins.*',
  parameters: [{ name: 'separator', type: string, allowNull: true, description: 'Between.' }],
  variadic: { name: 'parts', type: string },
  returns: string,
  call(separator, ...parts) {
    const bad = parts.indexOf('bad');
    if (bad >= 0) throw new FunctionError('It is bad', bad + 1);
    return parts.join(separator ?? '');
  },
});

export const half = defineFunction({
  name: 'half',
  summary: 'Half of an even number.',
  parameters: [{ name: 'number', type: int64 }],
  returns: int64,
  call(number) {
    if (number === 0) throw new FunctionError('Nothing has no half');
    if (number % 2 !== 0) throw new FunctionError('It is odd', 0);
    return number / 2;
  },
});

/** The lines of a text as objects. */
export const rows = defineFunction({
  name: 'rows',
  summary: 'Lines.',
  parameters: [
    { name: 'text', type: string },
    { name: 'skip', type: list(string) },
  ],
  returns: list(object({ name: string, amount: decimal })),
  call: (text, skip) =>
    text
      .split('\n')
      .map((line) => line.split(','))
      .filter(([name = '']) => !skip.includes(name))
      .map(([name = '', amount]) => {
        if (amount !== undefined && Number.isNaN(Number(amount))) throw new FunctionError('No number', 0);
        return { name, amount: amount ?? null };
      }),
});

/** Returns its argument, whatever its type. */
export const like = defineFunction({
  name: 'like',
  summary: 'The same.',
  parameters: [{ name: 'value', type: dynamic }],
  returns: dynamic,
  call: (value) => value,
});
