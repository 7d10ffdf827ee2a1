import { randomUUID } from 'node:crypto';
import {
  computed,
  defineProvider,
  defineResource,
  map,
  optional,
  requiresReplace,
  string,
  useStateForUnknown,
} from '../../provider/framework/index.ts';

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
  import: ({ id }) => Promise.resolve({ id }),
});

/** Stands in for hashicorp/null where no registry can be reached, and proves that the framework stands alone. */
export const nullProvider = defineProvider({
  name: 'null',
  address: 'registry.terraform.io/hashicorp/null',
  version: '3.2.4',
  schema: { attributes: {} },
  configure: () => Promise.resolve(true as const),
  resources: [nullResource],
});
