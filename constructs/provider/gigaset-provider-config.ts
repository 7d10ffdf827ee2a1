/** How to reach the redirect server. */
export interface GigasetProviderConfig {
  /**
   * Where the redirect server answers: a host, or a URL. Default: the environment variable `GIGASET_ENDPOINT`, then the
   * vendor's service, `https://prov.gigaset.net/apxml/rpc.do`.
   */
  readonly endpoint?: string | undefined;
  /** The provisioner: the account that registers devices. Default: `GIGASET_USERNAME`. */
  readonly username?: string | undefined;
  /** The account's password. Default: `GIGASET_PASSWORD`, which keeps it out of the synthesized stack. */
  readonly password?: string | undefined;
  /** How many seconds one request may take. Default: 60. */
  readonly requestTimeout?: number | undefined;
  /** How often a request is repeated after a failure that may pass: a broken connection, HTTP 429 or 5xx. Default: 4. */
  readonly maxRetries?: number | undefined;
  /** How many requests may be under way at once. Default: 10, as many as an engine has resources under way. */
  readonly maxConcurrentRequests?: number | undefined;
  /** How many phones go into one request at most. Default: 500. */
  readonly batchSize?: number | undefined;
  /** Certificates (PEM) of authorities that are trusted besides the usual ones, for a server of your own. */
  readonly caCertificate?: string | undefined;
  /**
   * What to do with a phone that this account has registered already with another URL or provider name: `fail` (default;
   * the error shows how to import it) or `replace` (deregister it, then register it anew).
   */
  readonly onConflict?: string | undefined;
  /** A name for this configuration, where a stack has several. */
  readonly alias?: string | undefined;
}
