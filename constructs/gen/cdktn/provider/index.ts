// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.
import { providerVersion } from '../../../version.ts';
// https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface GigasetProviderConfig {
  /**
  * The only hosts that redirect URLs may have, such as `["provider.example", "*.example.com"]`; `*.` stands for all subdomains. A plan with another host is an error. Default: any host.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#allowed_url_hosts GigasetProvider#allowed_url_hosts}
  */
  readonly allowedUrlHosts?: string[];
  /**
  * The maximum number of phones in a request, from 1 to 10000. Default: 500.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#batch_size GigasetProvider#batch_size}
  */
  readonly batchSize?: number;
  /**
  * Additional trusted certificate authorities, for a server of your own: one or more certificates in PEM format, as in `file("ca.pem")`. The authorities of Node.js and of the operating system (on Linux also `SSL_CERT_FILE` and `SSL_CERT_DIR`) are always trusted.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#ca_certificate GigasetProvider#ca_certificate}
  */
  readonly caCertificate?: string;
  /**
  * The address of the redirect server: a host name with or without a port, or a URL. Default: the environment variable `GIGASET_ENDPOINT`, then the vendor's service, `https://prov.gigaset.net/apxml/rpc.do`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#endpoint GigasetProvider#endpoint}
  */
  readonly endpoint?: string;
  /**
  * The maximum number of concurrent requests, from 1 to 100. Default: 10, the number of resources that an engine processes at once.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#max_concurrent_requests GigasetProvider#max_concurrent_requests}
  */
  readonly maxConcurrentRequests?: number;
  /**
  * The number of retries after a temporary failure: a broken connection, HTTP 429 or 5xx. The pauses grow, or are as long as Retry-After says. Before the provider repeats a change, it asks the server whether the change was made. From 0 to 100; default: 4.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#max_retries GigasetProvider#max_retries}
  */
  readonly maxRetries?: number;
  /**
  * What to do if your account has already registered the phone with another URL or provider name: `fail` (default), with an error that shows how to import it, or `replace`, which deregisters the phone and registers it again. Only its owner or the vendor can release a phone of another account.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#on_conflict GigasetProvider#on_conflict}
  */
  readonly onConflict?: string;
  /**
  * The password of the account. It may be an ephemeral value. Default: the environment variable `GIGASET_PASSWORD`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#password GigasetProvider#password}
  */
  readonly password?: string;
  /**
  * The time-out of a request in seconds, from 1 to 3600. Default: 60.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#request_timeout GigasetProvider#request_timeout}
  */
  readonly requestTimeout?: number;
  /**
  * Whether redirect URLs must use https. A plan with http is an error. Default: false.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#require_https GigasetProvider#require_https}
  */
  readonly requireHttps?: boolean | cdktn.IResolvable;
  /**
  * The user name of the account that registers the phones. Default: the environment variable `GIGASET_USERNAME`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#username GigasetProvider#username}
  */
  readonly username?: string;
  /**
  * Alias name
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#alias GigasetProvider#alias}
  */
  readonly alias?: string;
}

import { GigasetProviderFunctions } from '../provider-functions/index.ts';
/**
* Represents a {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs gigaset}
*/
export class GigasetProvider extends cdktn.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "gigaset";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a GigasetProvider resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the GigasetProvider to import
  * @param importFromId The id of the existing GigasetProvider that should be imported. Refer to the {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the GigasetProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "gigaset", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/gigaset-redirect/gigaset/latest/docs gigaset} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options GigasetProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: GigasetProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'gigaset',
      terraformGeneratorMetadata: {
        providerName: 'gigaset',
        providerVersion
      },
      terraformProviderSource: 'gigaset-redirect/gigaset'
    });
    this._allowedUrlHosts = config.allowedUrlHosts;
    this._batchSize = config.batchSize;
    this._caCertificate = config.caCertificate;
    this._endpoint = config.endpoint;
    this._maxConcurrentRequests = config.maxConcurrentRequests;
    this._maxRetries = config.maxRetries;
    this._onConflict = config.onConflict;
    this._password = config.password;
    this._requestTimeout = config.requestTimeout;
    this._requireHttps = config.requireHttps;
    this._username = config.username;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // allowed_url_hosts - computed: false, optional: true, required: false
  private _allowedUrlHosts?: string[]; 
  public get allowedUrlHosts() {
    return this._allowedUrlHosts;
  }
  public set allowedUrlHosts(value: string[] | undefined) {
    this._allowedUrlHosts = value;
  }
  public resetAllowedUrlHosts() {
    this._allowedUrlHosts = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowedUrlHostsInput() {
    return this._allowedUrlHosts;
  }

  // batch_size - computed: false, optional: true, required: false
  private _batchSize?: number; 
  public get batchSize() {
    return this._batchSize;
  }
  public set batchSize(value: number | undefined) {
    this._batchSize = value;
  }
  public resetBatchSize() {
    this._batchSize = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get batchSizeInput() {
    return this._batchSize;
  }

  // ca_certificate - computed: false, optional: true, required: false
  private _caCertificate?: string; 
  public get caCertificate() {
    return this._caCertificate;
  }
  public set caCertificate(value: string | undefined) {
    this._caCertificate = value;
  }
  public resetCaCertificate() {
    this._caCertificate = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get caCertificateInput() {
    return this._caCertificate;
  }

  // endpoint - computed: false, optional: true, required: false
  private _endpoint?: string; 
  public get endpoint() {
    return this._endpoint;
  }
  public set endpoint(value: string | undefined) {
    this._endpoint = value;
  }
  public resetEndpoint() {
    this._endpoint = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointInput() {
    return this._endpoint;
  }

  // max_concurrent_requests - computed: false, optional: true, required: false
  private _maxConcurrentRequests?: number; 
  public get maxConcurrentRequests() {
    return this._maxConcurrentRequests;
  }
  public set maxConcurrentRequests(value: number | undefined) {
    this._maxConcurrentRequests = value;
  }
  public resetMaxConcurrentRequests() {
    this._maxConcurrentRequests = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxConcurrentRequestsInput() {
    return this._maxConcurrentRequests;
  }

  // max_retries - computed: false, optional: true, required: false
  private _maxRetries?: number; 
  public get maxRetries() {
    return this._maxRetries;
  }
  public set maxRetries(value: number | undefined) {
    this._maxRetries = value;
  }
  public resetMaxRetries() {
    this._maxRetries = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxRetriesInput() {
    return this._maxRetries;
  }

  // on_conflict - computed: false, optional: true, required: false
  private _onConflict?: string; 
  public get onConflict() {
    return this._onConflict;
  }
  public set onConflict(value: string | undefined) {
    this._onConflict = value;
  }
  public resetOnConflict() {
    this._onConflict = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onConflictInput() {
    return this._onConflict;
  }

  // password - computed: false, optional: true, required: false
  private _password?: string; 
  public get password() {
    return this._password;
  }
  public set password(value: string | undefined) {
    this._password = value;
  }
  public resetPassword() {
    this._password = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get passwordInput() {
    return this._password;
  }

  // request_timeout - computed: false, optional: true, required: false
  private _requestTimeout?: number; 
  public get requestTimeout() {
    return this._requestTimeout;
  }
  public set requestTimeout(value: number | undefined) {
    this._requestTimeout = value;
  }
  public resetRequestTimeout() {
    this._requestTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requestTimeoutInput() {
    return this._requestTimeout;
  }

  // require_https - computed: false, optional: true, required: false
  private _requireHttps?: boolean | cdktn.IResolvable; 
  public get requireHttps() {
    return this._requireHttps;
  }
  public set requireHttps(value: boolean | cdktn.IResolvable | undefined) {
    this._requireHttps = value;
  }
  public resetRequireHttps() {
    this._requireHttps = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requireHttpsInput() {
    return this._requireHttps;
  }

  // username - computed: false, optional: true, required: false
  private _username?: string; 
  public get username() {
    return this._username;
  }
  public set username(value: string | undefined) {
    this._username = value;
  }
  public resetUsername() {
    this._username = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get usernameInput() {
    return this._username;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // ==========================
  // PROVIDER-DEFINED FUNCTIONS
  // ==========================
  private _functions?: GigasetProviderFunctions;

  /**
  * Provider-defined functions of the gigaset provider.
  */
  public get functions(): GigasetProviderFunctions {
    if (!this._functions) {
      this._functions = new GigasetProviderFunctions(this.terraformResourceType);
    }
    return this._functions;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      allowed_url_hosts: cdktn.listMapper(cdktn.stringToTerraform, false)(this._allowedUrlHosts),
      batch_size: cdktn.numberToTerraform(this._batchSize),
      ca_certificate: cdktn.stringToTerraform(this._caCertificate),
      endpoint: cdktn.stringToTerraform(this._endpoint),
      max_concurrent_requests: cdktn.numberToTerraform(this._maxConcurrentRequests),
      max_retries: cdktn.numberToTerraform(this._maxRetries),
      on_conflict: cdktn.stringToTerraform(this._onConflict),
      password: cdktn.stringToTerraform(this._password),
      request_timeout: cdktn.numberToTerraform(this._requestTimeout),
      require_https: cdktn.booleanToTerraform(this._requireHttps),
      username: cdktn.stringToTerraform(this._username),
      alias: cdktn.stringToTerraform(this._alias),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      allowed_url_hosts: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._allowedUrlHosts),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      batch_size: {
        value: cdktn.numberToHclTerraform(this._batchSize),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      ca_certificate: {
        value: cdktn.stringToHclTerraform(this._caCertificate),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      endpoint: {
        value: cdktn.stringToHclTerraform(this._endpoint),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      max_concurrent_requests: {
        value: cdktn.numberToHclTerraform(this._maxConcurrentRequests),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_retries: {
        value: cdktn.numberToHclTerraform(this._maxRetries),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      on_conflict: {
        value: cdktn.stringToHclTerraform(this._onConflict),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      password: {
        value: cdktn.stringToHclTerraform(this._password),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      request_timeout: {
        value: cdktn.numberToHclTerraform(this._requestTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      require_https: {
        value: cdktn.booleanToHclTerraform(this._requireHttps),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      username: {
        value: cdktn.stringToHclTerraform(this._username),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alias: {
        value: cdktn.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
