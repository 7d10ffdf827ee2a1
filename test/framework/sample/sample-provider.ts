import {
  computed,
  defineDataSource,
  defineFunction,
  defineProvider,
  defineResource,
  FunctionError,
  isKnown,
  number,
  optional,
  required,
  string,
} from '../../../provider/framework/index.ts';
import type { SampleClient } from './client.ts';
import { things } from './list-things.ts';
import { thing } from './thing.ts';

/** What a thing was called before it could be moved. */
const old = defineResource<SampleClient>()({
  type: 'sample_old',
  schema: { attributes: { id: computed(string) } },
  create: () => Promise.resolve({ id: 'old' }),
  read: ({ state }) => Promise.resolve(state),
  delete: () => Promise.resolve(),
});

const echo = defineDataSource<SampleClient>()({
  type: 'sample_echo',
  schema: { attributes: { text: required(string), length: computed(number) } },
  validate: ({ config }) => (config.text === 'mute' ? [{ summary: 'It says nothing', path: ['text'] }] : []),
  read: ({ config }) => Promise.resolve({ text: config.text, length: config.text.length }),
});

const joined = defineFunction({
  name: 'joined',
  summary: 'Its arguments, one behind the other.',
  parameters: [{ name: 'separator', type: string, allowNull: true }],
  variadic: { name: 'parts', type: string },
  returns: string,
  call: (separator, ...parts) => parts.join(separator ?? ''),
});

const half = defineFunction({
  name: 'half',
  summary: 'Half of an even number.',
  parameters: [{ name: 'number', type: number }],
  returns: number,
  call(even) {
    if (even === 0) throw new Error('as asked');
    if (even % 2 !== 0) throw new FunctionError(`${even} is not even.`, 0);
    return even / 2;
  },
});

/** A provider that has one of each: what the tests of the framework call. */
export const sampleProvider = defineProvider({
  name: 'sample',
  address: 'registry.terraform.io/example/sample',
  version: '1.2.3',
  schema: { attributes: { token: optional(string, { sensitive: true }) } },
  configure({ config, warn }): Promise<SampleClient> {
    if (config.token === 'old') warn({ summary: 'An old token', path: ['token'] });
    return Promise.resolve({ token: isKnown(config.token) ? config.token : undefined });
  },
  resources: [thing, old],
  dataSources: [echo],
  listResources: [things],
  functions: [joined, half],
});
