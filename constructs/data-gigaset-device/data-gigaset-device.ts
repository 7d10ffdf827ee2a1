import { type IInterpolatingParent, type IResolvable, TerraformDataSource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, generatorMetadata, stringAttribute, toHcl, toJson } from '../synthesis.ts';
import { ComputedUrlCredentials } from '../url-credentials.ts';

/** The phone to look up, by its MAC or its MAC-ID. */
export interface DataGigasetDeviceConfig extends TerraformMetaArguments {
  /** In any case and with any separators. */
  readonly mac?: string | undefined;
  /** The MAC-ID from the phone's label. Only its MAC is sent to the server. */
  readonly macId?: string | undefined;
}

/** `data.urlCredentials`: the credentials in the phone's redirect URL. */
export class DataGigasetDeviceUrlCredentialsOutputReference extends ComputedUrlCredentials {
  constructor(terraformResource: IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }
}

/**
 * Looks up whether a phone is registered and where it is redirected: `data "gigaset_device"`.
 *
 * @example
 * const phone = new DataGigasetDevice(stack, 'reception', { mac: '7C2F80820EC0' });
 * new TerraformOutput(stack, 'where', { value: phone.url });
 */
export class DataGigasetDevice extends TerraformDataSource {
  static readonly tfResourceType = 'gigaset_device';

  private _mac: string | undefined;
  private _macId: string | undefined;
  private readonly _urlCredentials = new DataGigasetDeviceUrlCredentialsOutputReference(this, 'url_credentials');

  /**
   * @param scope the stack
   * @param id the construct's name, unique in its scope
   */
  constructor(scope: Construct, id: string, config: DataGigasetDeviceConfig = {}) {
    super(scope, id, {
      ...config,
      terraformResourceType: 'gigaset_device',
      terraformGeneratorMetadata: generatorMetadata,
    });
    this._mac = config.mac;
    this._macId = config.macId;
  }

  /** Whether your account has registered the phone. If not, the other attributes are null. */
  get registered(): IResolvable {
    return this.getBooleanAttribute('registered');
  }

  /** The redirect URL, without credentials. */
  get url(): string {
    return this.getStringAttribute('url');
  }

  get urlCredentials(): DataGigasetDeviceUrlCredentialsOutputReference {
    return this._urlCredentials;
  }

  /** The provider name that the phone is registered with. */
  get providerName(): string {
    return this.getStringAttribute('provider_name');
  }

  /** When the phone was registered, as the server writes it. */
  get registeredAt(): string {
    return this.getStringAttribute('registered_at');
  }

  get mac(): string {
    return this.getStringAttribute('mac');
  }

  set mac(value: string) {
    this._mac = value;
  }

  resetMac(): void {
    this._mac = undefined;
  }

  get macInput(): string | undefined {
    return this._mac;
  }

  get macId(): string {
    return this.getStringAttribute('mac_id');
  }

  set macId(value: string) {
    this._macId = value;
  }

  resetMacId(): void {
    this._macId = undefined;
  }

  get macIdInput(): string | undefined {
    return this._macId;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toJson(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHcl(this.attributes());
  }

  private attributes(): Record<string, Attribute> {
    return { mac: stringAttribute(this._mac), mac_id: stringAttribute(this._macId) };
  }
}
