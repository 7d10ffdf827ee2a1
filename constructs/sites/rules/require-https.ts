import type { IAspect } from 'cdktn';
import type { IConstruct } from 'constructs';
import { GigasetProvider } from '../../gen/cdktn/provider/index.ts';
import { checkUrls } from './url-rule.ts';

/**
 * A rule: redirect URLs are https. Others fail the synth. URLs that are not known before the plan are left to the
 * provider, whose `requireHttps` the rule sets.
 *
 * ```ts
 * Aspects.of(stack).add(new RequireHttps());
 * ```
 */
export class RequireHttps implements IAspect {
  /** Called for each construct of the scope. */
  visit(construct: IConstruct): void {
    if (construct instanceof GigasetProvider) construct.requireHttps = true;
    checkUrls(construct, { requireHttps: true, allowedHosts: undefined }, 'Redirect URLs must be https.');
  }
}
