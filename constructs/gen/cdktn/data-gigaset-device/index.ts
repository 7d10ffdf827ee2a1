// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.
import { providerVersion } from '../../../version.ts';
// https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/device
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface DataGigasetDeviceConfig extends cdktn.TerraformMetaArguments {
  /**
  * The MAC of the phone, in any case and with any separators. If `mac_id` is set instead, this is its MAC: 12 upper-case hex digits.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/device#mac DataGigasetDevice#mac}
  */
  readonly mac?: string;
  /**
  * The MAC-ID on the phone's label, as an alternative to `mac`. Only the MAC is sent to the server.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/device#mac_id DataGigasetDevice#mac_id}
  */
  readonly macId?: string;
}
export interface DataGigasetDeviceUrlCredentials {
}

export function dataGigasetDeviceUrlCredentialsToTerraform(struct?: DataGigasetDeviceUrlCredentials): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function dataGigasetDeviceUrlCredentialsToHclTerraform(struct?: DataGigasetDeviceUrlCredentials): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class DataGigasetDeviceUrlCredentialsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataGigasetDeviceUrlCredentials | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataGigasetDeviceUrlCredentials | undefined) {
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

/**
* Represents a {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/device gigaset_device}
*/
export class DataGigasetDevice extends cdktn.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "gigaset_device";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a DataGigasetDevice resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataGigasetDevice to import
  * @param importFromId The id of the existing DataGigasetDevice that should be imported. Refer to the {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/device#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataGigasetDevice to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "gigaset_device", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/data-sources/device gigaset_device} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataGigasetDeviceConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataGigasetDeviceConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'gigaset_device',
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
    this._mac = config.mac;
    this._macId = config.macId;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // mac - computed: true, optional: true, required: false
  private _mac?: string; 
  public get mac() {
    return this.getStringAttribute('mac');
  }
  public set mac(value: string) {
    this._mac = value;
  }
  public resetMac() {
    this._mac = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get macInput() {
    return this._mac;
  }

  // mac_id - computed: false, optional: true, required: false
  private _macId?: string; 
  public get macId() {
    return this.getStringAttribute('mac_id');
  }
  public set macId(value: string) {
    this._macId = value;
  }
  public resetMacId() {
    this._macId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get macIdInput() {
    return this._macId;
  }

  // provider_name - computed: true, optional: false, required: false
  public get providerName() {
    return this.getStringAttribute('provider_name');
  }

  // registered - computed: true, optional: false, required: false
  public get registered() {
    return this.getBooleanAttribute('registered');
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
  private _urlCredentials = new DataGigasetDeviceUrlCredentialsOutputReference(this, "url_credentials");
  public get urlCredentials() {
    return this._urlCredentials;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      mac: cdktn.stringToTerraform(this._mac),
      mac_id: cdktn.stringToTerraform(this._macId),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      mac: {
        value: cdktn.stringToHclTerraform(this._mac),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      mac_id: {
        value: cdktn.stringToHclTerraform(this._macId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
