import { createHmac } from 'node:crypto';

/** Tags that stand for a redirect URL in addresses, which end up in browsers' histories and proxies' logs. */
export interface UrlTags {
  /** The tag of one of an account's URLs: 16 characters that reveal nothing about it. */
  tagOf(accountId: number, url: string): string;
}

/** The form of a tag. */
export const urlTag = /^[\w-]{16}$/;

export function createUrlTags(secret: string): UrlTags {
  return {
    tagOf: (accountId, url) =>
      createHmac('sha256', secret).update(`URL of account ${accountId}: ${url}`).digest('base64url').slice(0, 16),
  };
}
