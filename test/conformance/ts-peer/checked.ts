import { generic } from './generic.ts';
import { fewElements, shortText } from './validators.ts';
import { block, list, nested, optional, required, set, string } from '#framework';

const short = optional(string, { validate: [shortText] });
const inner = { text: short, must: required(string), old: optional(string, { deprecated: 'Leave it out.' }) };

/** A resource with validators at every level. */
export const checked = {
  ...generic('checked', {
    deprecated: 'Use another.',
    attributes: {
      name: short,
      other: short,
      must: required(string),
      old: optional(string, { deprecated: 'Leave it out.' }),
      secret_wo: optional(string, { writeOnly: true }),
      texts: optional(list(string), { validate: [fewElements] }),
      bag: optional(set(string), { validate: [fewElements] }),
      one: optional(nested.single(inner)),
      many: optional(nested.list(inner), { validate: [fewElements] }),
      sets: optional(nested.set(inner)),
      by_name: optional(nested.map(inner)),
      row: block.list({ text: short }),
    },
  }),
  validate({ config: { name, other }, warn }: Validation) {
    if (name === 'warn') warn({ summary: 'It is no good name', path: ['name'] });
    if (typeof name !== 'string' || name === '' || name !== other) return [];
    return [{ summary: 'Twice the same', path: ['other'] }, { summary: 'It does not go together' }];
  },
};

type Validation = Parameters<NonNullable<ReturnType<typeof generic>['validate']>>[0];
