import { ComplexList, ComplexObject, type IInterpolatingParent } from 'cdktf';
import { ComputedUrlCredentials } from '../url-credentials.ts';

/** `data.devices.get(0).urlCredentials`: the credentials in the redirect URL of one phone. */
export class DataGigasetDevicesDevicesUrlCredentialsOutputReference extends ComputedUrlCredentials {
  constructor(terraformResource: IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }
}

/** `data.devices.get(0)`: one phone. */
export class DataGigasetDevicesDevicesOutputReference extends ComplexObject {
  private readonly _urlCredentials = new DataGigasetDevicesDevicesUrlCredentialsOutputReference(
    this,
    'url_credentials',
  );

  constructor(
    terraformResource: IInterpolatingParent,
    terraformAttribute: string,
    complexObjectIndex: number,
    complexObjectIsFromSet: boolean,
  ) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  /** The MAC: 12 hex digits, upper case. */
  get mac(): string {
    return this.getStringAttribute('mac');
  }

  /** The redirect URL, without credentials. */
  get url(): string {
    return this.getStringAttribute('url');
  }

  get urlCredentials(): DataGigasetDevicesDevicesUrlCredentialsOutputReference {
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
}

/** `data.devices`: the phones by index. */
export class DataGigasetDevicesDevicesList extends ComplexList {
  /** @param index counts from 0 */
  get(index: number): DataGigasetDevicesDevicesOutputReference {
    return new DataGigasetDevicesDevicesOutputReference(
      this.terraformResource,
      this.terraformAttribute,
      index,
      this.wrapsSet,
    );
  }
}
