/** How to reach the redirect server. All settings are optional. */
export interface GigasetProviderConfig {
  /**
   * The redirect server: a host or a URL. Default: the environment variable `GIGASET_ENDPOINT`, or else the vendor's
   * service, `https://prov.gigaset.net/apxml/rpc.do`.
   */
  readonly endpoint?: string | undefined;
  /** The user name of the provisioner's account. Default: `GIGASET_USERNAME`. */
  readonly username?: string | undefined;
  /** The account's password. Default: `GIGASET_PASSWORD`, which keeps it out of the synthesized stack. */
  readonly password?: string | undefined;
  /** The time limit of a request in seconds. Default: 60. */
  readonly requestTimeout?: number | undefined;
  /** How often a request is retried after a broken connection, HTTP 429 or 5xx. Default: 4. */
  readonly maxRetries?: number | undefined;
  /** The most concurrent requests. Default: 10, which is the default parallelism of engines. */
  readonly maxConcurrentRequests?: number | undefined;
  /** The most phones in one request. Default: 500. */
  readonly batchSize?: number | undefined;
  /** CA certificates (PEM) to trust in addition to the usual ones, for a server of your own. */
  readonly caCertificate?: string | undefined;
  /**
   * What to do with a phone that this account has already registered with another URL or provider name: `fail` (default;
   * the error shows how to import it) or `replace` (deregister it, then register it again).
   */
  readonly onConflict?: string | undefined;
  /** The name of this configuration, if a stack has several. */
  readonly alias?: string | undefined;
}
