// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.
import { providerVersion } from '../../../version.ts';
// https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface DeviceConfig extends cdktn.TerraformMetaArguments {
  /**
  * What to do when the resource is created and your account has already registered the phone with this URL and provider name. `false` (default): the provider registers the phone again, so that a replacement (`-replace`, `taint`) has an effect with `create_before_destroy` as well, and `password` is known. `true`: the phone stays registered as it is, and `password` is null.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#keep_registration Device#keep_registration}
  */
  readonly keepRegistration?: boolean | cdktn.IResolvable;
  /**
  * The MAC-ID on the phone's label, such as `7C2F80820EC0-55DF`, in any case and with any separators; a different spelling changes nothing. It is a secret, because the phone authenticates with it. A different MAC replaces the resource. After an import by MAC, an ID in the configuration is no change; the next update stores it in the state.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#mac_id Device#mac_id}
  */
  readonly macId: string;
  /**
  * What to do if your account has already registered the phone with another URL or provider name: `fail`, with an error that shows how to import it, or `replace`. Default: `on_conflict` of the provider.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#on_conflict Device#on_conflict}
  */
  readonly onConflict?: string;
  /**
  * The provider name: free text that the redirect server stores with the phone and by which phones can be listed.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#provider_name Device#provider_name}
  */
  readonly providerName: string;
  /**
  * The redirect URL (http or https), which leads the phone to its provisioning server. `%MACD` stands for its MAC, `%DVID` for the device ID of its model (`42/2`); write `%25` for a literal `%`. Plans show it, so user name and password go into `url_credentials`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#url Device#url}
  */
  readonly url: string;
  /**
  * User name and password for the phone to log in to the provisioning server (HTTP digest; Maxwell B, 2, 3 and 4). The provider adds them to the redirect URL, percent-encoded: `https://username:password@provider.example/`. Plans hide the password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#url_credentials Device#url_credentials}
  */
  readonly urlCredentials?: DeviceUrlCredentials;
}
export interface DeviceUrlCredentials {
  /**
  * The password. It is stored in the state, unlike `password_wo`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#password Device#password}
  */
  readonly password?: string;
  /**
  * A write-only alternative to `password`. It is not stored in plan or state and can be an ephemeral value. Because it cannot be compared with the previous one, raise `password_wo_version` to send a new password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#password_wo Device#password_wo}
  */
  readonly passwordWo?: string;
  /**
  * Any number. When it changes, `password_wo` is sent again.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#password_wo_version Device#password_wo_version}
  */
  readonly passwordWoVersion?: number;
  /**
  * The user name.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#username Device#username}
  */
  readonly username: string;
}

export function deviceUrlCredentialsToTerraform(struct?: DeviceUrlCredentials | cdktn.IResolvable): any {
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


export function deviceUrlCredentialsToHclTerraform(struct?: DeviceUrlCredentials | cdktn.IResolvable): any {
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

export class DeviceUrlCredentialsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DeviceUrlCredentials | cdktn.IResolvable | undefined {
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

  public set internalValue(value: DeviceUrlCredentials | cdktn.IResolvable | undefined) {
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
* Represents a {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device gigaset_device}
*/
export class Device extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "gigaset_device";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a Device resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Device to import
  * @param importFromId The id of the existing Device that should be imported. Refer to the {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Device to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "gigaset_device", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs/resources/device gigaset_device} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DeviceConfig
  */
  public constructor(scope: Construct, id: string, config: DeviceConfig) {
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
    this._keepRegistration = config.keepRegistration;
    this._macId = config.macId;
    this._onConflict = config.onConflict;
    this._providerName = config.providerName;
    this._url = config.url;
    this._urlCredentials.internalValue = config.urlCredentials;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // keep_registration - computed: false, optional: true, required: false
  private _keepRegistration?: boolean | cdktn.IResolvable; 
  public get keepRegistration() {
    return this.getBooleanAttribute('keep_registration');
  }
  public set keepRegistration(value: boolean | cdktn.IResolvable) {
    this._keepRegistration = value;
  }
  public resetKeepRegistration() {
    this._keepRegistration = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get keepRegistrationInput() {
    return this._keepRegistration;
  }

  // mac - computed: true, optional: false, required: false
  public get mac() {
    return this.getStringAttribute('mac');
  }

  // mac_id - computed: false, optional: false, required: true
  private _macId?: string; 
  public get macId() {
    return this.getStringAttribute('mac_id');
  }
  public set macId(value: string) {
    this._macId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get macIdInput() {
    return this._macId;
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

  // password - computed: true, optional: false, required: false
  public get password() {
    return this.getStringAttribute('password');
  }

  // provider_name - computed: false, optional: false, required: true
  private _providerName?: string; 
  public get providerName() {
    return this.getStringAttribute('provider_name');
  }
  public set providerName(value: string) {
    this._providerName = value;
  }
  // Temporarily expose input value. Use with caution.
  public get providerNameInput() {
    return this._providerName;
  }

  // registered_at - computed: true, optional: false, required: false
  public get registeredAt() {
    return this.getStringAttribute('registered_at');
  }

  // url - computed: false, optional: false, required: true
  private _url?: string; 
  public get url() {
    return this.getStringAttribute('url');
  }
  public set url(value: string) {
    this._url = value;
  }
  // Temporarily expose input value. Use with caution.
  public get urlInput() {
    return this._url;
  }

  // url_credentials - computed: false, optional: true, required: false
  private _urlCredentials = new DeviceUrlCredentialsOutputReference(this, "url_credentials");
  public get urlCredentials() {
    return this._urlCredentials;
  }
  public putUrlCredentials(value: DeviceUrlCredentials) {
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
      keep_registration: cdktn.booleanToTerraform(this._keepRegistration),
      mac_id: cdktn.stringToTerraform(this._macId),
      on_conflict: cdktn.stringToTerraform(this._onConflict),
      provider_name: cdktn.stringToTerraform(this._providerName),
      url: cdktn.stringToTerraform(this._url),
      url_credentials: deviceUrlCredentialsToTerraform(this._urlCredentials.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      keep_registration: {
        value: cdktn.booleanToHclTerraform(this._keepRegistration),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      mac_id: {
        value: cdktn.stringToHclTerraform(this._macId),
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
        value: deviceUrlCredentialsToTerraform(this._urlCredentials.internalValue),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
