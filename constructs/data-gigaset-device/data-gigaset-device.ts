import { type IInterpolatingParent, type IResolvable, TerraformDataSource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, stringAttribute, toHcl, toJson } from '../attribute.ts';
import { generatorMetadata } from '../version.ts';
import { FoundUrlCredentials } from './url-credentials.ts';

/** Which phone: one of the two. */
export interface DataGigasetDeviceConfig extends TerraformMetaArguments {
  /** The MAC of the phone, in any case and with any separators. */
  readonly mac?: string | undefined;
  /** The MAC-ID from the label of the phone, where that is at hand. Only the MAC is asked for. */
  readonly macId?: string | undefined;
}

/** `data.urlCredentials`: the credentials in the URL that was found. */
export class DataGigasetDeviceUrlCredentialsOutputReference extends FoundUrlCredentials {
  constructor(terraformResource: IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }
}

/**
 * Whether a phone is registered, and where it is sent to: `data "gigaset_device"`.
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

  /** Whether your account has registered the phone. Where it has not, what follows is null. */
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

  /** The provider's name, as the redirect server keeps it with the phone. */
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
