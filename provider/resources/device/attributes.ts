import { urlCredentials } from '../../attributes/url-credentials.ts';
import { macId, oneOf, providerName, redirectUrl } from '../../attributes/validators.ts';
import { canonical, macOf } from './mac-id-text.ts';
import {
  bool,
  computed,
  isKnown,
  optional,
  required,
  requiresReplaceIf,
  string,
  withSemanticEquality,
  type PlannedStateOf,
  type PlanOf,
  type StateOf,
  type Unknown,
} from '#framework';

/** A MAC-ID in any case and with any separators is the same MAC-ID. */
const macIdText = withSemanticEquality(string, (a, b) => canonical(a) === canonical(b));

export const attributes = {
  mac_id: required(macIdText, {
    description:
      "The MAC-ID on the phone's label, such as `7C2F80820EC0-55DF`, in any case and with any separators; a different spelling changes nothing. It is a secret, because the phone authenticates with it. A different MAC replaces the resource. After an import by MAC, an ID in the configuration is no change; the next update stores it in the state.",
    sensitive: true,
    validate: [macId],
    plan: [
      // An unknown one may belong to another phone, and engines refuse an update that turns out to be a replacement.
      requiresReplaceIf<string | Unknown>(
        (prior, plan) => isKnown(prior) && (!isKnown(plan) || macOf(prior) !== macOf(plan)),
      ),
    ],
  }),
  mac: computed(string, {
    description: 'The MAC in `mac_id`: 12 upper-case hex digits. It is known at plan and not secret.',
  }),
  url: required(string, {
    description:
      'The redirect URL (http or https), which leads the phone to its provisioning server. `%MACD` stands for its MAC, `%DVID` for the device ID of its model (`42/2`); write `%25` for a literal `%`. Plans show it, so user name and password go into `url_credentials`.',
    validate: [redirectUrl],
  }),
  url_credentials: urlCredentials,
  provider_name: required(string, {
    description:
      'The provider name: free text that the redirect server stores with the phone and by which phones can be listed.',
    validate: [providerName],
  }),
  registered_at: computed(string, { description: 'The date of the registration as the server returns it.' }),
  password: computed(string, {
    description:
      'The password that the server returned at the registration; null if it returned none, and after an import.',
    sensitive: true,
  }),
  on_conflict: optional(string, {
    description:
      'What to do if your account has already registered the phone with another URL or provider name: `fail`, with an error that shows how to import it, or `replace`. Default: `on_conflict` of the provider.',
    validate: [oneOf('fail', 'replace')],
  }),
  keep_registration: optional(bool, {
    description:
      'What to do when the resource is created and your account has already registered the phone with this URL and provider name. `false` (default): the provider registers the phone again, so that a replacement (`-replace`, `taint`) has an effect with `create_before_destroy` as well, and `password` is known. `true`: the phone stays registered as it is, and `password` is null.',
  }),
};

export type State = StateOf<typeof attributes>;
export type Plan = PlanOf<typeof attributes>;
export type Planned = PlannedStateOf<typeof attributes>;
