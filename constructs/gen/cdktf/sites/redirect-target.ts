// copied by npm run generate:constructs from the folder of the same name in constructs/
import type { DeviceUrlCredentials } from '../device/index.ts';
import { isExpression } from './expressions.ts';
import { type RedirectUrl, sharedUrlProblem } from './redirect-url.ts';
import { parseProviderName } from '#autoprov';

/** Where phones are led to. What is missing is inherited from the enclosing site. */
export interface RedirectTargetProps {
  /**
   * The redirect URL, without credentials. `RedirectUrl` assembles one from typed parts.
   *
   * @default - the URL of the site
   */
  readonly url?: RedirectUrl | string;
  /**
   * User name and password with which phones log in to the provisioning server.
   *
   * @default - those of the site, if the URL is also the site's; otherwise none
   */
  readonly urlCredentials?: DeviceUrlCredentials;
  /**
   * The provider name that the redirect server stores with each phone.
   *
   * @default - that of the site
   */
  readonly providerName?: string;
}

/** A redirect target whose URL is text. Either value may be a token. */
export interface PartialTarget {
  readonly url?: string;
  readonly urlCredentials?: DeviceUrlCredentials;
  readonly providerName?: string;
}

/** Completes a target with that of the enclosing site. Credentials stay with their URL: no other server must learn them. */
export function inheritTarget(props: RedirectTargetProps, around: PartialTarget = {}): PartialTarget {
  const url = props.url?.toString() ?? around.url;
  const urlCredentials = props.urlCredentials ?? (props.url === undefined ? around.urlCredentials : undefined);
  const providerName = props.providerName ?? around.providerName;
  return {
    ...(url !== undefined && { url }),
    ...(urlCredentials !== undefined && { urlCredentials }),
    ...(providerName !== undefined && { providerName }),
  };
}

/** What is wrong with the known parts of a target, as sentences. */
export function targetProblems({ url, urlCredentials, providerName }: PartialTarget): readonly string[] {
  const urlProblem = url === undefined ? undefined : sharedUrlProblem(url);
  return [
    ...(urlProblem === undefined ? [] : [urlProblem]),
    ...(urlCredentials !== undefined && url === undefined ? ['There are urlCredentials, but no url.'] : []),
    ...(providerName === undefined ? [] : providerNameProblems(providerName)),
  ];
}

/** What is wrong with a provider name, as sentences; nothing for an expression, which is not parsed. */
export function providerNameProblems(text: string): readonly string[] {
  if (isExpression(text)) return [];
  const parsed = parseProviderName(text);
  return parsed.ok ? [] : [parsed.problems.join(' ')];
}
