// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.
import { providerVersion } from '../../../version.ts';
// https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/devices
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface DataGigasetDevicesConfig extends cdktn.TerraformMetaArguments {
  /**
  * Selects the phones with one of these provider names, spelled exactly. By default all phones of the account; an empty list selects none.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/devices#provider_names DataGigasetDevices#provider_names}
  */
  readonly providerNames?: string[];
}
export interface DataGigasetDevicesDevicesUrlCredentials {
}

export function dataGigasetDevicesDevicesUrlCredentialsToTerraform(struct?: DataGigasetDevicesDevicesUrlCredentials): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function dataGigasetDevicesDevicesUrlCredentialsToHclTerraform(struct?: DataGigasetDevicesDevicesUrlCredentials): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class DataGigasetDevicesDevicesUrlCredentialsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataGigasetDevicesDevicesUrlCredentials | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataGigasetDevicesDevicesUrlCredentials | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // password - computed: true, optional: false, required: false
  public get password() {
    return this.getStringAttribute('password');
  }

  // username - computed: true, optional: false, required: false
  public get username() {
    return this.getStringAttribute('username');
  }
}
export interface DataGigasetDevicesDevices {
}

export function dataGigasetDevicesDevicesToTerraform(struct?: DataGigasetDevicesDevices): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function dataGigasetDevicesDevicesToHclTerraform(struct?: DataGigasetDevicesDevices): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class DataGigasetDevicesDevicesOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataGigasetDevicesDevices | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataGigasetDevicesDevices | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // mac - computed: true, optional: false, required: false
  public get mac() {
    return this.getStringAttribute('mac');
  }

  // provider_name - computed: true, optional: false, required: false
  public get providerName() {
    return this.getStringAttribute('provider_name');
  }

  // registered_at - computed: true, optional: false, required: false
  public get registeredAt() {
    return this.getStringAttribute('registered_at');
  }

  // url - computed: true, optional: false, required: false
  public get url() {
    return this.getStringAttribute('url');
  }

  // url_credentials - computed: true, optional: false, required: false
  private _urlCredentials = new DataGigasetDevicesDevicesUrlCredentialsOutputReference(this, "url_credentials");
  public get urlCredentials() {
    return this._urlCredentials;
  }
}

export class DataGigasetDevicesDevicesList extends cdktn.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet);
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataGigasetDevicesDevicesOutputReference {
    return new DataGigasetDevicesDevicesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/devices gigaset_devices}
*/
export class DataGigasetDevices extends cdktn.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "gigaset_devices";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a DataGigasetDevices resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataGigasetDevices to import
  * @param importFromId The id of the existing DataGigasetDevices that should be imported. Refer to the {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/devices#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataGigasetDevices to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "gigaset_devices", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/devices gigaset_devices} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataGigasetDevicesConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataGigasetDevicesConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'gigaset_devices',
      terraformGeneratorMetadata: {
        providerName: 'gigaset',
        providerVersion
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._providerNames = config.providerNames;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // csv - computed: true, optional: false, required: false
  public get csv() {
    return this.getStringAttribute('csv');
  }

  // device_count - computed: true, optional: false, required: false
  public get deviceCount() {
    return this.getNumberAttribute('device_count');
  }

  // devices - computed: true, optional: false, required: false
  private _devices = new DataGigasetDevicesDevicesList(this, "devices", false);
  public get devices() {
    return this._devices;
  }

  // provider_names - computed: false, optional: true, required: false
  private _providerNames?: string[]; 
  public get providerNames() {
    return this.getListAttribute('provider_names');
  }
  public set providerNames(value: string[]) {
    this._providerNames = value;
  }
  public resetProviderNames() {
    this._providerNames = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get providerNamesInput() {
    return this._providerNames;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      provider_names: cdktn.listMapper(cdktn.stringToTerraform, false)(this._providerNames),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      provider_names: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._providerNames),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
