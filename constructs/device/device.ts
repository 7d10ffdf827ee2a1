import { ImportableResource, type TerraformMetaArguments, type TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, generatorMetadata, stringAttribute, toHcl, toJson } from '../synthesis.ts';
import {
  type DeviceUrlCredentials,
  DeviceUrlCredentialsOutputReference,
  urlCredentialsAttribute,
} from '../url-credentials.ts';

/** One phone and its redirect target. */
export interface DeviceConfig extends TerraformMetaArguments {
  /**
   * The MAC-ID from the phone's label, `7C2F80820EC0-55DF`, in any case and with any separators. It is a secret: the phone
   * authenticates with it. A different MAC replaces the resource.
   */
  readonly macId: string;
  /**
   * The redirect URL: where the phone finds its provisioning server. `%MACD` stands for its MAC and `%DVID` for the device
   * ID of its model.
   */
  readonly url: string;
  /** The provider name to register the phone with. */
  readonly providerName: string;
  /**
   * HTTP digest credentials for the provisioning server. They become part of the URL, `http(s)://user:password@…`, which
   * Maxwell B, 2, 3 and 4 evaluate.
   */
  readonly urlCredentials?: DeviceUrlCredentials | undefined;
  /** `fail` or `replace`: overrides the provider's `onConflict` for this phone. */
  readonly onConflict?: string | undefined;
}

/**
 * Registers a phone with the redirect server: `gigaset_device`.
 *
 * Name it after its MAC, never after its MAC-ID: the name of a construct appears in every plan and log.
 *
 * @example
 * new Device(stack, 'reception-7C2F80820EC0', {
 *   macId: '7C2F80820EC0-55DF',
 *   url: 'http://provider.example/xml/%MACD.xml',
 *   providerName: 'Daryna',
 * });
 */
export class Device extends TerraformResource {
  static readonly tfResourceType = 'gigaset_device';

  private _macId: string;
  private _url: string;
  private _providerName: string;
  private readonly _urlCredentials = new DeviceUrlCredentialsOutputReference(this, 'url_credentials');
  private _onConflict: string | undefined;

  /**
   * Generates configuration to import a phone.
   *
   * @param importToId the name of the construct in the generated configuration
   * @param importFromId the MAC or MAC-ID of the phone
   */
  static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    return new ImportableResource(scope, importToId, {
      terraformResourceType: 'gigaset_device',
      importId: importFromId,
      ...(provider && { provider }),
    });
  }

  /**
   * @param scope the stack
   * @param id the construct's name, unique in its scope
   */
  constructor(scope: Construct, id: string, config: DeviceConfig) {
    // The base class takes the meta-arguments: provider, dependsOn, lifecycle, forEach, …
    super(scope, id, {
      ...config,
      terraformResourceType: 'gigaset_device',
      terraformGeneratorMetadata: generatorMetadata,
    });
    this._macId = config.macId;
    this._url = config.url;
    this._providerName = config.providerName;
    this._urlCredentials.internalValue = config.urlCredentials;
    this._onConflict = config.onConflict;
  }

  /** The MAC: 12 hex digits, upper case. */
  get mac(): string {
    return this.getStringAttribute('mac');
  }

  /** When the phone was registered, as the server writes it. */
  get registeredAt(): string {
    return this.getStringAttribute('registered_at');
  }

  /** The password that the server returned for the registration. Sensitive; null after an import. */
  get password(): string {
    return this.getStringAttribute('password');
  }

  get macId(): string {
    return this.getStringAttribute('mac_id');
  }

  set macId(value: string) {
    this._macId = value;
  }

  get macIdInput(): string | undefined {
    return this._macId;
  }

  get url(): string {
    return this.getStringAttribute('url');
  }

  set url(value: string) {
    this._url = value;
  }

  get urlInput(): string | undefined {
    return this._url;
  }

  get providerName(): string {
    return this.getStringAttribute('provider_name');
  }

  set providerName(value: string) {
    this._providerName = value;
  }

  get providerNameInput(): string | undefined {
    return this._providerName;
  }

  get urlCredentials(): DeviceUrlCredentialsOutputReference {
    return this._urlCredentials;
  }

  putUrlCredentials(value: DeviceUrlCredentials): void {
    this._urlCredentials.internalValue = value;
  }

  resetUrlCredentials(): void {
    this._urlCredentials.internalValue = undefined;
  }

  get urlCredentialsInput(): DeviceUrlCredentialsOutputReference['internalValue'] {
    return this._urlCredentials.internalValue;
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
      mac_id: stringAttribute(this._macId),
      url: stringAttribute(this._url),
      provider_name: stringAttribute(this._providerName),
      url_credentials: urlCredentialsAttribute(this._urlCredentials.internalValue),
      on_conflict: stringAttribute(this._onConflict),
    };
  }
}
