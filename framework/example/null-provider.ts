import { randomUUID } from 'node:crypto';
import {
  computed,
  defineDataSource,
  defineProvider,
  defineResource,
  map,
  optional,
  optionalComputed,
  requiresReplace,
  string,
  useStateForUnknown,
} from '@gigaset-redirect/framework';

// A complete provider in one file: the null provider, which manages nothing but goes through the whole lifecycle.

/** `configure` returns the client that each call receives. This provider talks to no service and needs none. */
type Client = true;

const nullResource = defineResource<Client>()({
  type: 'null_resource',
  schema: {
    description: 'Manages nothing, but has the lifecycle of a resource.',
    attributes: {
      id: computed(string, { description: 'A random ID of this resource.', plan: [useStateForUnknown] }),
      triggers: optional(map(string), {
        description: 'Any change of these values replaces the resource.',
        plan: [requiresReplace],
      }),
    },
  },
  create: ({ plan }) => Promise.resolve({ id: randomUUID(), triggers: plan.triggers }),
  read: ({ state }) => Promise.resolve(state),
  delete: () => Promise.resolve(),
});

const nullDataSource = defineDataSource<Client>()({
  type: 'null_data_source',
  schema: {
    description: 'Returns its inputs.',
    deprecated: 'Use locals, or the built-in terraform_data resource.',
    attributes: {
      id: computed(string, { description: 'A fixed text without meaning.' }),
      inputs: optional(map(string), { description: 'Any values.' }),
      outputs: computed(map(string), { description: 'The inputs.' }),
      random: computed(string, { description: 'A random text that differs in each read.' }),
      has_computed_default: optionalComputed(string, { description: 'The configured value, or `default`.' }),
    },
  },
  read: ({ config }) => {
    const configured = config.has_computed_default;
    return Promise.resolve({
      id: 'static',
      inputs: config.inputs,
      outputs: config.inputs,
      random: randomUUID(),
      has_computed_default: typeof configured === 'string' ? configured : 'default',
    });
  },
});

/** Stands in for hashicorp/null where no registry is available. */
export const nullProvider = defineProvider({
  name: 'null',
  address: 'registry.terraform.io/hashicorp/null',
  version: '3.2.4',
  schema: { attributes: {} },
  configure: () => Promise.resolve<Client>(true),
  resources: [nullResource],
  dataSources: [nullDataSource],
});
