/** The proxy did not open a tunnel: it could not be reached, or it refused with an HTTP status. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';
  /** The status with which the proxy refused, such as `407 Proxy Authentication Required`. */
  readonly refusal: { readonly status: number; readonly reason: string } | undefined;

  constructor(refusal: { readonly status: number; readonly reason: string } | undefined, cause?: unknown) {
    super('the proxy did not open a tunnel', { cause });
    this.refusal = refusal;
  }
}
