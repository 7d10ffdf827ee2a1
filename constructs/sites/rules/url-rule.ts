import type { IConstruct } from 'constructs';
import { addError } from './add-error.ts';
import { declaredUrls } from './declared-urls.ts';
import { redactCredentials, type UrlPolicy, urlPolicyViolation } from '#autoprov';

/** The first of many errors are enough to find the mistake. */
const MAX_SHOWN = 20;

/** Adds an error to a construct for each redirect URL that a policy does not allow. */
export function checkUrls(construct: IConstruct, policy: UrlPolicy, rule: string): void {
  const forbidden = declaredUrls(construct).filter(({ url }) => urlPolicyViolation(policy, url) !== undefined);
  for (const { url, place } of forbidden.slice(0, MAX_SHOWN)) {
    addError(construct, `${place === undefined ? '' : `${place}: `}${redactCredentials(url)}: ${rule}`);
  }
  if (forbidden.length > MAX_SHOWN) {
    addError(construct, `${forbidden.length - MAX_SHOWN} more URLs: ${rule}`);
  }
}
