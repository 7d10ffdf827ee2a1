import { providerName } from '../attributes/validators.ts';
import { list, optional, string } from '#framework';

/** The filter of the data source and of the list of `terraform query`. */
export const providerNames = optional(list(string), {
  description:
    'Selects the phones with one of these provider names, spelled exactly. By default all phones of the account; an empty list selects none.',
  validate: [
    {
      check: (names) =>
        names
          .map((name) => (typeof name === 'string' ? providerName.check(name) : 'A provider name cannot be null.'))
          .find((problem) => problem !== undefined),
    },
  ],
});
