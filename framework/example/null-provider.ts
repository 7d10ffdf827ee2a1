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

/** A resource that does nothing but be there: it is replaced when one of its triggers changes. */
const nullResource = defineResource<true>()({
  type: 'null_resource',
  schema: {
    description: 'Does nothing, in the lifecycle of a resource.',
    attributes: {
      id: computed(string, { description: 'A random text, new with each resource.', plan: [useStateForUnknown] }),
      triggers: optional(map(string), {
        description: 'Any change of these replaces the resource.',
        plan: [requiresReplace],
      }),
    },
  },
  create: ({ plan }) => Promise.resolve({ id: randomUUID(), triggers: plan.triggers }),
  read: ({ state }) => Promise.resolve(state),
  delete: () => Promise.resolve(),
});

/** Gives back what it is given. */
const nullDataSource = defineDataSource<true>()({
  type: 'null_data_source',
  schema: {
    description: 'Gives back what it is given.',
    deprecated: 'Use locals, or the built-in terraform_data resource.',
    attributes: {
      id: computed(string, { description: 'A text that means nothing.' }),
      inputs: optional(map(string), { description: 'Any texts.' }),
      outputs: computed(map(string), { description: 'The inputs.' }),
      random: computed(string, { description: 'A random text, new at each reading.' }),
      has_computed_default: optionalComputed(string, { description: 'What is given here, or `default`.' }),
    },
  },
  read: ({ config }) => {
    const given = config.has_computed_default;
    return Promise.resolve({
      id: 'static',
      inputs: config.inputs,
      outputs: config.inputs,
      random: randomUUID(),
      has_computed_default: typeof given === 'string' ? given : 'default',
    });
  },
});

/** Stands in for hashicorp/null where no registry can be reached, and proves that the framework stands alone. */
export const nullProvider = defineProvider({
  name: 'null',
  address: 'registry.terraform.io/hashicorp/null',
  version: '3.2.4',
  schema: { attributes: {} },
  configure: () => Promise.resolve(true as const),
  resources: [nullResource],
  dataSources: [nullDataSource],
});
