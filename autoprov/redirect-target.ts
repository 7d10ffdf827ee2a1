/** What a phone is registered with: the pair that the redirect service keeps for it. */
export interface RedirectTarget {
  /** The redirect URL as it goes over the wire, with the credentials that it carries. */
  readonly url: string;
  readonly providerName: string;
}

/** Whether a registration, where there is one, has exactly this target. */
export const hasTarget = (registration: RedirectTarget | undefined, { url, providerName }: RedirectTarget): boolean =>
  registration?.url === url && registration.providerName === providerName;
