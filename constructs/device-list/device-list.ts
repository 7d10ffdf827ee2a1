import { ImportableResource, StringMap, type TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, stringAttribute, toHcl, toJson } from '../attribute.ts';
import { DeviceUrlCredentialsOutputReference, urlCredentialsAttribute } from '../device/url-credentials.ts';
import { generatorMetadata } from '../version.ts';
import type { DeviceListConfig, DeviceListUrlCredentials } from './device-list-config.ts';

/** `deviceList.urlCredentials`: what other resources can refer to. */
export class DeviceListUrlCredentialsOutputReference extends DeviceUrlCredentialsOutputReference {}

/**
 * A whole fleet of phones in one resource: `gigaset_device_list`. From a few to a million; only what differs is sent.
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
   * Configuration for importing a fleet when the stack is planned.
   *
   * @param importToId the construct's name in the configuration that is generated
   * @param importFromId `*` for all phones of the account, or provider names with commas between them
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
    // Of the configuration the base class takes the meta-arguments: provider, dependsOn, lifecycle, forEach, …
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

  /** How many phones there are. */
  get deviceCount(): number {
    return this.getNumberAttribute('device_count');
  }

  /** A fingerprint of MACs, URLs and provider names, however the CSV is written. */
  get digest(): string {
    return this.getStringAttribute('digest');
  }

  /** What the last apply did: how many phones it registered, changed and deregistered, and the first MACs of each. */
  get lastChange(): string {
    return this.getStringAttribute('last_change');
  }

  /** The phones that the last apply could not bring where they should be, each with its answer code. */
  get failed(): StringMap {
    return this._failed;
  }

  /** How many those are in all. */
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
