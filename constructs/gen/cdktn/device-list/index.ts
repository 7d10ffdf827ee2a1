// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.
import { providerVersion } from '../../../version.ts';
// https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface DeviceListConfig extends cdktn.TerraformMetaArguments {
  /**
  * The phones as CSV, usually `file("devices.csv")`. The header `mac_id,url,provider_name` names the columns in any order. `url` and `provider_name` can be omitted, in the file or in a row, if the resource has a default. Quotes, comments (`#`), blank lines, any line endings and a byte order mark are allowed. Comments, order, case and spelling do not count as changes. A header without rows means no phones; an empty text is an error, because a file that was emptied by accident must not deregister everything.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#devices DeviceList#devices}
  */
  readonly devices: string;
  /**
  * The MAC-IDs of phones whose rows in `devices` have a bare MAC, one a line or as CSV with a column `mac_id`. So `devices` can stay in a repository without a secret, and the IDs come from SOPS, Vault or a variable of the CI system. A row whose phone must be registered and whose ID is in neither of the two causes a warning, and so does an ID without a row; two IDs for one phone are an error. The state contains the IDs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#ids DeviceList#ids}
  */
  readonly ids?: string;
  /**
  * A write-only alternative to `ids`, which is not stored in plan or state and can be an ephemeral value. It needs no version: the IDs are read whenever a phone is registered, and a phone is deregistered by its MAC alone. To roll back the removal of a phone, its ID must still be in `ids_wo`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#ids_wo DeviceList#ids_wo}
  */
  readonly idsWo?: string;
  /**
  * How many phones an apply may deregister: a number (`"25"`) or a percentage of the fleet (`"50%"`). A plan beyond it is an error, so that a truncated file does not deregister a fleet. Default: `"50%"` for 20 phones or more, otherwise no limit. Destroying the resource is not affected.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#max_deregistrations DeviceList#max_deregistrations}
  */
  readonly maxDeregistrations?: string;
  /**
  * `fail` or `replace`: overrides the provider's `on_conflict` for these phones.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#on_conflict DeviceList#on_conflict}
  */
  readonly onConflict?: string;
  /**
  * `rollback` (default): a failure or an interrupt rolls back the whole change. `continue`: the provider keeps what succeeded; the rest causes a warning, is listed in `failed`, and is retried by the next apply.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#on_failure DeviceList#on_failure}
  */
  readonly onFailure?: string;
  /**
  * The provider name for rows without one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#provider_name DeviceList#provider_name}
  */
  readonly providerName?: string;
  /**
  * The redirect URL for rows without one. `%MACD` stands for the MAC of the phone, `%DVID` for the device ID of its model. Plans show it, so user name and password go into `url_credentials`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#url DeviceList#url}
  */
  readonly url?: string;
  /**
  * User name and password for the phone to log in to the provisioning server (HTTP digest; Maxwell B, 2, 3 and 4). The provider adds them to the redirect URL, percent-encoded: `https://username:password@provider.example/`. Plans hide the password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#url_credentials DeviceList#url_credentials}
  */
  readonly urlCredentials?: DeviceListUrlCredentials;
}
export interface DeviceListUrlCredentials {
  /**
  * The password. It is stored in the state, unlike `password_wo`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#password DeviceList#password}
  */
  readonly password?: string;
  /**
  * A write-only alternative to `password`. It is not stored in plan or state and can be an ephemeral value. Because it cannot be compared with the previous one, raise `password_wo_version` to send a new password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#password_wo DeviceList#password_wo}
  */
  readonly passwordWo?: string;
  /**
  * Any number. When it changes, `password_wo` is sent again.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#password_wo_version DeviceList#password_wo_version}
  */
  readonly passwordWoVersion?: number;
  /**
  * The user name.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#username DeviceList#username}
  */
  readonly username: string;
}

export function deviceListUrlCredentialsToTerraform(struct?: DeviceListUrlCredentials | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    password: cdktn.stringToTerraform(struct!.password),
    password_wo: cdktn.stringToTerraform(struct!.passwordWo),
    password_wo_version: cdktn.numberToTerraform(struct!.passwordWoVersion),
    username: cdktn.stringToTerraform(struct!.username),
  }
}


export function deviceListUrlCredentialsToHclTerraform(struct?: DeviceListUrlCredentials | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    password: {
      value: cdktn.stringToHclTerraform(struct!.password),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    password_wo: {
      value: cdktn.stringToHclTerraform(struct!.passwordWo),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    password_wo_version: {
      value: cdktn.numberToHclTerraform(struct!.passwordWoVersion),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    username: {
      value: cdktn.stringToHclTerraform(struct!.username),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class DeviceListUrlCredentialsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DeviceListUrlCredentials | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._password !== undefined) {
      hasAnyValues = true;
      internalValueResult.password = this._password;
    }
    if (this._passwordWo !== undefined) {
      hasAnyValues = true;
      internalValueResult.passwordWo = this._passwordWo;
    }
    if (this._passwordWoVersion !== undefined) {
      hasAnyValues = true;
      internalValueResult.passwordWoVersion = this._passwordWoVersion;
    }
    if (this._username !== undefined) {
      hasAnyValues = true;
      internalValueResult.username = this._username;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DeviceListUrlCredentials | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._password = undefined;
      this._passwordWo = undefined;
      this._passwordWoVersion = undefined;
      this._username = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._password = value.password;
      this._passwordWo = value.passwordWo;
      this._passwordWoVersion = value.passwordWoVersion;
      this._username = value.username;
    }
  }

  // password - computed: false, optional: true, required: false
  private _password?: string; 
  public get password() {
    return this.getStringAttribute('password');
  }
  public set password(value: string) {
    this._password = value;
  }
  public resetPassword() {
    this._password = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get passwordInput() {
    return this._password;
  }

  // password_wo - computed: false, optional: true, required: false
  private _passwordWo?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get passwordWo() {
    return this.getStringAttribute('password_wo');
  }
  public set passwordWo(value: string) {
    this._passwordWo = value;
  }
  public resetPasswordWo() {
    this._passwordWo = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get passwordWoInput() {
    return this._passwordWo;
  }

  // password_wo_version - computed: false, optional: true, required: false
  private _passwordWoVersion?: number; 
  public get passwordWoVersion() {
    return this.getNumberAttribute('password_wo_version');
  }
  public set passwordWoVersion(value: number) {
    this._passwordWoVersion = value;
  }
  public resetPasswordWoVersion() {
    this._passwordWoVersion = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get passwordWoVersionInput() {
    return this._passwordWoVersion;
  }

  // username - computed: false, optional: false, required: true
  private _username?: string; 
  public get username() {
    return this.getStringAttribute('username');
  }
  public set username(value: string) {
    this._username = value;
  }
  // Temporarily expose input value. Use with caution.
  public get usernameInput() {
    return this._username;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list gigaset_device_list}
*/
export class DeviceList extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "gigaset_device_list";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a DeviceList resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DeviceList to import
  * @param importFromId The id of the existing DeviceList that should be imported. Refer to the {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DeviceList to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "gigaset_device_list", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device_list gigaset_device_list} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DeviceListConfig
  */
  public constructor(scope: Construct, id: string, config: DeviceListConfig) {
    super(scope, id, {
      terraformResourceType: 'gigaset_device_list',
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
    this._devices = config.devices;
    this._ids = config.ids;
    this._idsWo = config.idsWo;
    this._maxDeregistrations = config.maxDeregistrations;
    this._onConflict = config.onConflict;
    this._onFailure = config.onFailure;
    this._providerName = config.providerName;
    this._url = config.url;
    this._urlCredentials.internalValue = config.urlCredentials;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // device_count - computed: true, optional: false, required: false
  public get deviceCount() {
    return this.getNumberAttribute('device_count');
  }

  // devices - computed: false, optional: false, required: true
  private _devices?: string; 
  public get devices() {
    return this.getStringAttribute('devices');
  }
  public set devices(value: string) {
    this._devices = value;
  }
  // Temporarily expose input value. Use with caution.
  public get devicesInput() {
    return this._devices;
  }

  // digest - computed: true, optional: false, required: false
  public get digest() {
    return this.getStringAttribute('digest');
  }

  // failed - computed: true, optional: false, required: false
  private _failed = new cdktn.StringMap(this, "failed");
  public get failed() {
    return this._failed;
  }

  // failed_count - computed: true, optional: false, required: false
  public get failedCount() {
    return this.getNumberAttribute('failed_count');
  }

  // ids - computed: false, optional: true, required: false
  private _ids?: string; 
  public get ids() {
    return this.getStringAttribute('ids');
  }
  public set ids(value: string) {
    this._ids = value;
  }
  public resetIds() {
    this._ids = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get idsInput() {
    return this._ids;
  }

  // ids_wo - computed: false, optional: true, required: false
  private _idsWo?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get idsWo() {
    return this.getStringAttribute('ids_wo');
  }
  public set idsWo(value: string) {
    this._idsWo = value;
  }
  public resetIdsWo() {
    this._idsWo = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get idsWoInput() {
    return this._idsWo;
  }

  // last_change - computed: true, optional: false, required: false
  public get lastChange() {
    return this.getStringAttribute('last_change');
  }

  // max_deregistrations - computed: false, optional: true, required: false
  private _maxDeregistrations?: string; 
  public get maxDeregistrations() {
    return this.getStringAttribute('max_deregistrations');
  }
  public set maxDeregistrations(value: string) {
    this._maxDeregistrations = value;
  }
  public resetMaxDeregistrations() {
    this._maxDeregistrations = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxDeregistrationsInput() {
    return this._maxDeregistrations;
  }

  // on_conflict - computed: false, optional: true, required: false
  private _onConflict?: string; 
  public get onConflict() {
    return this.getStringAttribute('on_conflict');
  }
  public set onConflict(value: string) {
    this._onConflict = value;
  }
  public resetOnConflict() {
    this._onConflict = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onConflictInput() {
    return this._onConflict;
  }

  // on_failure - computed: false, optional: true, required: false
  private _onFailure?: string; 
  public get onFailure() {
    return this.getStringAttribute('on_failure');
  }
  public set onFailure(value: string) {
    this._onFailure = value;
  }
  public resetOnFailure() {
    this._onFailure = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onFailureInput() {
    return this._onFailure;
  }

  // provider_name - computed: false, optional: true, required: false
  private _providerName?: string; 
  public get providerName() {
    return this.getStringAttribute('provider_name');
  }
  public set providerName(value: string) {
    this._providerName = value;
  }
  public resetProviderName() {
    this._providerName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get providerNameInput() {
    return this._providerName;
  }

  // url - computed: false, optional: true, required: false
  private _url?: string; 
  public get url() {
    return this.getStringAttribute('url');
  }
  public set url(value: string) {
    this._url = value;
  }
  public resetUrl() {
    this._url = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get urlInput() {
    return this._url;
  }

  // url_credentials - computed: false, optional: true, required: false
  private _urlCredentials = new DeviceListUrlCredentialsOutputReference(this, "url_credentials");
  public get urlCredentials() {
    return this._urlCredentials;
  }
  public putUrlCredentials(value: DeviceListUrlCredentials) {
    this._urlCredentials.internalValue = value;
  }
  public resetUrlCredentials() {
    this._urlCredentials.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get urlCredentialsInput() {
    return this._urlCredentials.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      devices: cdktn.stringToTerraform(this._devices),
      ids: cdktn.stringToTerraform(this._ids),
      ids_wo: this.markWriteOnlyAttribute(cdktn.stringToTerraform(this._idsWo)),
      max_deregistrations: cdktn.stringToTerraform(this._maxDeregistrations),
      on_conflict: cdktn.stringToTerraform(this._onConflict),
      on_failure: cdktn.stringToTerraform(this._onFailure),
      provider_name: cdktn.stringToTerraform(this._providerName),
      url: cdktn.stringToTerraform(this._url),
      url_credentials: deviceListUrlCredentialsToTerraform(this._urlCredentials.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      devices: {
        value: cdktn.stringToHclTerraform(this._devices),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ids: {
        value: cdktn.stringToHclTerraform(this._ids),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ids_wo: {
        value: this.markWriteOnlyAttribute(cdktn.stringToHclTerraform(this._idsWo)),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      max_deregistrations: {
        value: cdktn.stringToHclTerraform(this._maxDeregistrations),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_conflict: {
        value: cdktn.stringToHclTerraform(this._onConflict),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_failure: {
        value: cdktn.stringToHclTerraform(this._onFailure),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      provider_name: {
        value: cdktn.stringToHclTerraform(this._providerName),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      url: {
        value: cdktn.stringToHclTerraform(this._url),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      url_credentials: {
        value: deviceListUrlCredentialsToTerraform(this._urlCredentials.internalValue),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
