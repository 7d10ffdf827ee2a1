import { splitUrl } from '../attributes/wire-url.ts';
import type { Registration } from '#autoprov';
import { computed, nested, string } from '#framework';

/** What is told of a registration, in attributes of a data source. */
export const registrationAttributes = {
  url: computed(string, {
    description: 'The redirect URL. Credentials that it carries are taken out: they stand in `url_credentials`.',
  }),
  url_credentials: computed(
    nested.single({
      username: computed(string, { description: 'The user name.' }),
      password: computed(string, { description: 'The password.', sensitive: true }),
    }),
    { description: 'The credentials that the redirect URL carries; null where it carries none.' },
  ),
  provider_name: computed(string, { description: 'The provider name that the phone is registered under.' }),
  registered_at: computed(string, { description: 'When the phone was registered, in the words of the server.' }),
};

/** The values of these attributes. */
export function registrationValues({ url: wireUrl, providerName, date }: Registration) {
  const { url, credentials } = splitUrl(wireUrl);
  return { url, url_credentials: credentials, provider_name: providerName, registered_at: date };
}
