import { ImportableResource, TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, generatorMetadata, numberAttribute, stringAttribute, toHcl, toJson } from '../synthesis.ts';
import type { GigasetProviderConfig } from './gigaset-provider-config.ts';

/**
 * The provider `gigaset`. Set endpoint, user name and password in the environment of the engine (`GIGASET_ENDPOINT`,
 * `GIGASET_USERNAME`, `GIGASET_PASSWORD`) to keep them out of every file.
 *
 * @example
 * new GigasetProvider(stack, 'gigaset', { endpoint: 'https://redirect.example' });
 */
export class GigasetProvider extends TerraformProvider {
  static readonly tfResourceType = 'gigaset';

  private _endpoint: string | undefined;
  private _username: string | undefined;
  private _password: string | undefined;
  private _requestTimeout: number | undefined;
  private _maxRetries: number | undefined;
  private _maxConcurrentRequests: number | undefined;
  private _batchSize: number | undefined;
  private _caCertificate: string | undefined;
  private _onConflict: string | undefined;
  private _alias: string | undefined;

  /** Part of the shape of `cdktf get`. A provider cannot be imported. */
  static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    return new ImportableResource(scope, importToId, {
      terraformResourceType: 'gigaset',
      importId: importFromId,
      ...(provider && { provider }),
    });
  }

  /**
   * @param scope the stack
   * @param id the construct's name, unique in its scope
   */
  constructor(scope: Construct, id: string, config: GigasetProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'gigaset',
      terraformGeneratorMetadata: generatorMetadata,
      terraformProviderSource: 'gigaset-redirect/gigaset',
    });
    this._endpoint = config.endpoint;
    this._username = config.username;
    this._password = config.password;
    this._requestTimeout = config.requestTimeout;
    this._maxRetries = config.maxRetries;
    this._maxConcurrentRequests = config.maxConcurrentRequests;
    this._batchSize = config.batchSize;
    this._caCertificate = config.caCertificate;
    this._onConflict = config.onConflict;
    this._alias = config.alias;
  }

  get endpoint(): string | undefined {
    return this._endpoint;
  }

  set endpoint(value: string | undefined) {
    this._endpoint = value;
  }

  resetEndpoint(): void {
    this._endpoint = undefined;
  }

  get endpointInput(): string | undefined {
    return this._endpoint;
  }

  get username(): string | undefined {
    return this._username;
  }

  set username(value: string | undefined) {
    this._username = value;
  }

  resetUsername(): void {
    this._username = undefined;
  }

  get usernameInput(): string | undefined {
    return this._username;
  }

  get password(): string | undefined {
    return this._password;
  }

  set password(value: string | undefined) {
    this._password = value;
  }

  resetPassword(): void {
    this._password = undefined;
  }

  get passwordInput(): string | undefined {
    return this._password;
  }

  get requestTimeout(): number | undefined {
    return this._requestTimeout;
  }

  set requestTimeout(value: number | undefined) {
    this._requestTimeout = value;
  }

  resetRequestTimeout(): void {
    this._requestTimeout = undefined;
  }

  get requestTimeoutInput(): number | undefined {
    return this._requestTimeout;
  }

  get maxRetries(): number | undefined {
    return this._maxRetries;
  }

  set maxRetries(value: number | undefined) {
    this._maxRetries = value;
  }

  resetMaxRetries(): void {
    this._maxRetries = undefined;
  }

  get maxRetriesInput(): number | undefined {
    return this._maxRetries;
  }

  get maxConcurrentRequests(): number | undefined {
    return this._maxConcurrentRequests;
  }

  set maxConcurrentRequests(value: number | undefined) {
    this._maxConcurrentRequests = value;
  }

  resetMaxConcurrentRequests(): void {
    this._maxConcurrentRequests = undefined;
  }

  get maxConcurrentRequestsInput(): number | undefined {
    return this._maxConcurrentRequests;
  }

  get batchSize(): number | undefined {
    return this._batchSize;
  }

  set batchSize(value: number | undefined) {
    this._batchSize = value;
  }

  resetBatchSize(): void {
    this._batchSize = undefined;
  }

  get batchSizeInput(): number | undefined {
    return this._batchSize;
  }

  get caCertificate(): string | undefined {
    return this._caCertificate;
  }

  set caCertificate(value: string | undefined) {
    this._caCertificate = value;
  }

  resetCaCertificate(): void {
    this._caCertificate = undefined;
  }

  get caCertificateInput(): string | undefined {
    return this._caCertificate;
  }

  get onConflict(): string | undefined {
    return this._onConflict;
  }

  set onConflict(value: string | undefined) {
    this._onConflict = value;
  }

  resetOnConflict(): void {
    this._onConflict = undefined;
  }

  get onConflictInput(): string | undefined {
    return this._onConflict;
  }

  override get alias(): string | undefined {
    return this._alias;
  }

  override set alias(value: string | undefined) {
    this._alias = value;
  }

  resetAlias(): void {
    this._alias = undefined;
  }

  get aliasInput(): string | undefined {
    return this._alias;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toJson(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHcl(this.attributes());
  }

  private attributes(): Record<string, Attribute> {
    return {
      endpoint: stringAttribute(this._endpoint),
      username: stringAttribute(this._username),
      password: stringAttribute(this._password),
      request_timeout: numberAttribute(this._requestTimeout),
      max_retries: numberAttribute(this._maxRetries),
      max_concurrent_requests: numberAttribute(this._maxConcurrentRequests),
      batch_size: numberAttribute(this._batchSize),
      ca_certificate: stringAttribute(this._caCertificate),
      on_conflict: stringAttribute(this._onConflict),
      alias: stringAttribute(this._alias),
    };
  }
}
