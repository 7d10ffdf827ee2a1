import {
  ImportableResource,
  StringMap,
  type TerraformMetaArguments,
  type TerraformProvider,
  TerraformResource,
} from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, generatorMetadata, stringAttribute, toHcl, toJson } from '../synthesis.ts';
import {
  type DeviceUrlCredentials,
  DeviceUrlCredentialsOutputReference,
  urlCredentialsAttribute,
} from '../url-credentials.ts';

/** HTTP digest credentials for the provisioning server: a user name, and one of the two passwords. */
export type DeviceListUrlCredentials = DeviceUrlCredentials;

/** A fleet of phones. */
export interface DeviceListConfig extends TerraformMetaArguments {
  /**
   * The phones as CSV with the header `mac_id,url,provider_name`: `Fn.file(Token.asString('devices.csv'))`, or the text
   * itself. The columns `url` and `provider_name` may be omitted if there are defaults. It is a secret, because it contains
   * MAC-IDs.
   */
  readonly devices: string;
  /** The default redirect URL, for rows without one. */
  readonly url?: string | undefined;
  /** HTTP digest credentials for the provisioning server. They become part of the default URL. */
  readonly urlCredentials?: DeviceListUrlCredentials | undefined;
  /** The default provider name, for rows without one. */
  readonly providerName?: string | undefined;
  /** `rollback` (default): all changes or none. `continue`: keep what succeeds, and retry the rest with the next apply. */
  readonly onFailure?: string | undefined;
  /** `fail` or `replace`: overrides the provider's `onConflict` for these phones. */
  readonly onConflict?: string | undefined;
}

/** `deviceList.urlCredentials`: a reference for other resources. */
export class DeviceListUrlCredentialsOutputReference extends DeviceUrlCredentialsOutputReference {}

/**
 * Registers a fleet of up to a million phones as one resource: `gigaset_device_list`. Only differences are sent.
 *
 * @example
 * new DeviceList(stack, 'berlin', {
 *   devices: readFileSync('devices.csv', 'utf8'),
 *   url: 'http://provider.example/xml/%MACD.xml',
 *   providerName: 'Daryna',
 * });
 */
export class DeviceList extends TerraformResource {
  static readonly tfResourceType = 'gigaset_device_list';

  private _devices: string;
  private _url: string | undefined;
  private readonly _urlCredentials = new DeviceListUrlCredentialsOutputReference(this, 'url_credentials');
  private _providerName: string | undefined;
  private _onFailure: string | undefined;
  private _onConflict: string | undefined;
  private readonly _failed = new StringMap(this, 'failed');

  /**
   * Generates configuration to import a fleet.
   *
   * @param importToId the name of the construct in the generated configuration
   * @param importFromId `*` for all phones of the account, or provider names separated by commas
   */
  static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    return new ImportableResource(scope, importToId, {
      terraformResourceType: 'gigaset_device_list',
      importId: importFromId,
      ...(provider && { provider }),
    });
  }

  /**
   * @param scope the stack
   * @param id the construct's name, unique in its scope
   */
  constructor(scope: Construct, id: string, config: DeviceListConfig) {
    // The base class takes the meta-arguments: provider, dependsOn, lifecycle, forEach, …
    super(scope, id, {
      ...config,
      terraformResourceType: 'gigaset_device_list',
      terraformGeneratorMetadata: generatorMetadata,
    });
    this._devices = config.devices;
    this._url = config.url;
    this._urlCredentials.internalValue = config.urlCredentials;
    this._providerName = config.providerName;
    this._onFailure = config.onFailure;
    this._onConflict = config.onConflict;
  }

  /** The number of phones. */
  get deviceCount(): number {
    return this.getNumberAttribute('device_count');
  }

  /** A fingerprint of the MACs, URLs and provider names. It does not depend on the formatting of the CSV. */
  get digest(): string {
    return this.getStringAttribute('digest');
  }

  /** What the last apply did: the numbers of phones that it registered, changed and deregistered, with their first MACs. */
  get lastChange(): string {
    return this.getStringAttribute('last_change');
  }

  /** The phones that the last apply could not register as declared, with their answer codes. */
  get failed(): StringMap {
    return this._failed;
  }

  /** The number of all phones that failed. */
  get failedCount(): number {
    return this.getNumberAttribute('failed_count');
  }

  get devices(): string {
    return this.getStringAttribute('devices');
  }

  set devices(value: string) {
    this._devices = value;
  }

  get devicesInput(): string | undefined {
    return this._devices;
  }

  get url(): string {
    return this.getStringAttribute('url');
  }

  set url(value: string) {
    this._url = value;
  }

  resetUrl(): void {
    this._url = undefined;
  }

  get urlInput(): string | undefined {
    return this._url;
  }

  get urlCredentials(): DeviceListUrlCredentialsOutputReference {
    return this._urlCredentials;
  }

  putUrlCredentials(value: DeviceListUrlCredentials): void {
    this._urlCredentials.internalValue = value;
  }

  resetUrlCredentials(): void {
    this._urlCredentials.internalValue = undefined;
  }

  get urlCredentialsInput(): DeviceListUrlCredentialsOutputReference['internalValue'] {
    return this._urlCredentials.internalValue;
  }

  get providerName(): string {
    return this.getStringAttribute('provider_name');
  }

  set providerName(value: string) {
    this._providerName = value;
  }

  resetProviderName(): void {
    this._providerName = undefined;
  }

  get providerNameInput(): string | undefined {
    return this._providerName;
  }

  get onFailure(): string {
    return this.getStringAttribute('on_failure');
  }

  set onFailure(value: string) {
    this._onFailure = value;
  }

  resetOnFailure(): void {
    this._onFailure = undefined;
  }

  get onFailureInput(): string | undefined {
    return this._onFailure;
  }

  get onConflict(): string {
    return this.getStringAttribute('on_conflict');
  }

  set onConflict(value: string) {
    this._onConflict = value;
  }

  resetOnConflict(): void {
    this._onConflict = undefined;
  }

  get onConflictInput(): string | undefined {
    return this._onConflict;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toJson(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHcl(this.attributes());
  }

  private attributes(): Record<string, Attribute> {
    return {
      devices: stringAttribute(this._devices),
      url: stringAttribute(this._url),
      url_credentials: urlCredentialsAttribute(this._urlCredentials.internalValue),
      provider_name: stringAttribute(this._providerName),
      on_failure: stringAttribute(this._onFailure),
      on_conflict: stringAttribute(this._onConflict),
    };
  }
}
