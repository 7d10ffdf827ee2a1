import {
  computed,
  defineDataSource,
  defineFunction,
  defineProvider,
  defineResource,
  Dynamic,
  dynamic,
  FunctionError,
  int64,
  isKnown,
  isUnknown,
  list,
  number,
  object,
  optional,
  ProviderError,
  required,
  requiresReplace,
  string,
} from '../../index.ts';
import type { SampleClient } from './client.ts';
import { token, word } from './ephemeral-token.ts';
import { things } from './list-things.ts';
import { ring } from './ring-action.ts';
import { thing } from './thing.ts';

/** The resource type from which a thing can be moved. It has no update. */
const old = defineResource<SampleClient>()({
  type: 'sample_old',
  schema: {
    attributes: { id: computed(string), note: optional(string), label: optional(string, { plan: [requiresReplace] }) },
  },
  create: ({ plan }) => Promise.resolve({ ...plan, id: 'old' }),
  read: ({ state }) => Promise.resolve(state),
  delete: () => Promise.resolve(),
});

const echo = defineDataSource<SampleClient>()({
  type: 'sample_echo',
  schema: { attributes: { text: required(string), length: computed(number) } },
  validate: ({ config }) => (config.text === 'mute' ? [{ summary: 'It says nothing', path: ['text'] }] : []),
  read: ({ config: { text }, defer }) =>
    Promise.resolve(text === 'later' && defer ? defer('absentPrerequisite') : { text, length: text.length }),
});

const joined = defineFunction({
  name: 'joined',
  summary: 'Joins its arguments.',
  parameters: [{ name: 'separator', type: string, allowNull: true }],
  variadic: { name: 'parts', type: string },
  returns: string,
  call: (separator, ...parts) => parts.join(separator ?? ''),
});

const rows = defineFunction({
  name: 'rows',
  summary: 'Splits the lines of a text at their commas.',
  parameters: [
    { name: 'text', type: string },
    { name: 'most', type: int64 },
  ],
  returns: list(object({ name: string, amount: int64 })),
  call(text, most) {
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length > most) throw new FunctionError(`At most ${most} lines are allowed, not ${lines.length}`, 1);
    return lines.map((line) => {
      const [name = '', amount] = line.split(',');
      if (Number.isNaN(Number(amount ?? 0))) throw new FunctionError(`${name}: ${amount} is not a number`, 0);
      return { name, amount: amount === undefined ? null : Number(amount) };
    });
  },
});

const like = defineFunction({
  name: 'like',
  summary: 'Wraps its argument, whatever its type.',
  parameters: [{ name: 'value', type: dynamic }],
  returns: dynamic,
  call: ({ type, value }) => new Dynamic(object({ it: type }), { it: value }),
});

const half = defineFunction({
  name: 'half',
  summary: 'Half of an even number.',
  parameters: [{ name: 'number', type: number }],
  returns: number,
  call(even) {
    if (even === 0) throw new Error('as requested');
    if (even < 0) throw new ProviderError({ summary: 'Too small', detail: `${even} is negative` });
    if (even % 2 !== 0) throw new FunctionError(`${even} is not even`, 0);
    return even / 2;
  },
});

/** A provider with everything that the framework supports, for its tests. */
export const sampleProvider = defineProvider({
  name: 'sample',
  address: 'registry.terraform.io/example/sample',
  version: '1.2.3',
  schema: { attributes: { token: optional(string, { sensitive: true }) } },
  configure({ config, defer, warn }) {
    if (isUnknown(config.token) && defer) return Promise.resolve(defer('providerConfigUnknown'));
    if (config.token === 'old') warn({ summary: 'An old token', path: ['token'] });
    return Promise.resolve<SampleClient>({ token: isKnown(config.token) ? config.token : undefined });
  },
  resources: [thing, old],
  dataSources: [echo],
  ephemeralResources: [token, word],
  listResources: [things],
  actions: [ring],
  functions: [joined, half, rows, like],
});
