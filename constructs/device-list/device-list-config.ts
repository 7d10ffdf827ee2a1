import type { TerraformMetaArguments } from 'cdktf';
import type { DeviceUrlCredentials } from '../device/index.ts';

/** HTTP digest credentials for the provisioning server: a user name, and one of the two passwords. */
export type DeviceListUrlCredentials = DeviceUrlCredentials;

/** A whole fleet of phones. */
export interface DeviceListConfig extends TerraformMetaArguments {
  /**
   * The phones as CSV: `Fn.file(Token.asString('devices.csv'))`, or the text itself. The header `mac_id,url,provider_name`
   * names the columns; `url` and `provider_name` may be left out where there is a default. A secret, for the MAC-IDs in it.
   */
  readonly devices: string;
  /** The redirect URL of rows that have none. */
  readonly url?: string | undefined;
  /** HTTP digest credentials for the provisioning server, put into the default URL. */
  readonly urlCredentials?: DeviceListUrlCredentials | undefined;
  /** The provider name of rows that have none. */
  readonly providerName?: string | undefined;
  /** `rollback` (default): all or nothing. `continue`: what works is kept, and the rest is tried again at the next apply. */
  readonly onFailure?: string | undefined;
  /** `fail` or `replace`: overrides the provider's `onConflict` for these phones. */
  readonly onConflict?: string | undefined;
}
