import { providerName } from '../attributes/validators.ts';
import { list, optional, string } from '#framework';

/** Which phones of the account are meant: the filter of the data source, and of the list of `terraform query`. */
export const providerNames = optional(list(string), {
  description:
    'Only phones that are registered under one of these provider names, as they are spelled at their registration. Left out, all phones of the account; an empty list finds none.',
  validate: [
    {
      check: (names) =>
        names
          .map((name) => (typeof name === 'string' ? providerName.check(name) : 'A provider name is not null.'))
          .find((problem) => problem !== undefined),
    },
  ],
});
