import { splitUrl } from '../attributes/wire-url.ts';
import type { Registration } from '#autoprov';
import { computed, nested, string } from '#framework';

/** The attributes of a registration in a data source. */
export const registrationAttributes = {
  url: computed(string, {
    description: 'The redirect URL without its credentials, which are in `url_credentials`.',
  }),
  url_credentials: computed(
    nested.single({
      username: computed(string, { description: 'The user name.' }),
      password: computed(string, { description: 'The password.', sensitive: true }),
    }),
    { description: 'The credentials in the redirect URL; null if it contains none.' },
  ),
  provider_name: computed(string, { description: 'The provider name of the registration.' }),
  registered_at: computed(string, { description: 'The date of the registration as the server returns it.' }),
};

/** The values of these attributes. */
export function registrationValues({ url: wireUrl, providerName, date }: Registration) {
  const { url, credentials } = splitUrl(wireUrl);
  return { url, url_credentials: credentials, provider_name: providerName, registered_at: date };
}
