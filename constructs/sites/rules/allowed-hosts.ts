import type { IAspect } from 'cdktn';
import type { IConstruct } from 'constructs';
import { GigasetProvider } from '../../gen/cdktn/provider/index.ts';
import { checkUrls } from './url-rule.ts';
import { isHostPattern } from '#autoprov';

/**
 * A rule: redirect URLs lead to these hosts only. Others fail the synth. URLs that are not known before the plan are left
 * to the provider, whose `allowedUrlHosts` the rule sets.
 *
 * ```ts
 * Aspects.of(stack).add(new AllowedHosts(['provider.example', '*.provider.example']));
 * ```
 */
export class AllowedHosts implements IAspect {
  readonly #hosts: readonly string[];

  /**
   * @param hosts names without scheme, port and path; `*.` stands for all subdomains
   * @throws Error for something else
   */
  constructor(hosts: readonly string[]) {
    const wrong = hosts.find((host) => !isHostPattern(host));
    if (wrong !== undefined) {
      throw new Error(
        `${JSON.stringify(wrong)} is not a host name. Write it as "provider.example" or "*.provider.example".`,
      );
    }
    this.#hosts = [...hosts];
  }

  /** Called for each construct of the scope. */
  visit(construct: IConstruct): void {
    if (construct instanceof GigasetProvider) construct.allowedUrlHosts = [...this.#hosts];
    const rule = `The allowed hosts are ${this.#hosts.join(', ') || 'none'}.`;
    checkUrls(construct, { requireHttps: false, allowedHosts: this.#hosts }, rule);
  }
}
