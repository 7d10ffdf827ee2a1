import {
  parseProviderName,
  parseRedirectUrl,
  redact,
  redactMacIds,
  redactUrl,
  type RedirectTarget,
  type Refusal,
} from '#autoprov';

/** A request about one phone was refused. */
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export const refuse = (code: Refusal['code'], value: string): Refused => ({ ok: false, refusal: { code, value } });

/** Why a redirect target is refused; undefined if it is valid. */
export function refuseTarget({ url, providerName }: RedirectTarget): Refusal | undefined {
  // The sender knows the values, but may log or show the refusal.
  if (!parseRedirectUrl(url).ok) return { code: 'url_invalid', value: redactMacIds(redactUrl(url)) };
  if (!parseProviderName(providerName).ok) return { code: 'name_invalid', value: redact(providerName) };
  return undefined;
}
