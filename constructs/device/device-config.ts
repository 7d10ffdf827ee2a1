import type { TerraformMetaArguments } from 'cdktf';
import type { DeviceUrlCredentials } from './url-credentials.ts';

/** One phone. */
export interface DeviceConfig extends TerraformMetaArguments {
  /**
   * The MAC-ID from the phone's label, `7C2F80820EC0-55DF`, in any case and with any separators. A secret: the phone
   * authenticates with it. Another MAC replaces the resource.
   */
  readonly macId: string;
  /**
   * The redirect URL: where the phone finds its provisioning server. `%MACD` stands for its MAC, `%DVID` for the device
   * ID of its model.
   */
  readonly url: string;
  /** The provider's name, as the redirect server keeps it with the phone. */
  readonly providerName: string;
  /**
   * HTTP digest credentials for the provisioning server, put into the URL as `http(s)://user:password@…`
   * (Maxwell B/2/3/4 use them).
   */
  readonly urlCredentials?: DeviceUrlCredentials | undefined;
  /** `fail` or `replace`: overrides the provider's `onConflict` for this phone. */
  readonly onConflict?: string | undefined;
}
