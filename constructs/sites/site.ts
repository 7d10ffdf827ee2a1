import type { TerraformProvider } from 'cdktn';
import { Construct, type IConstruct } from 'constructs';
import { inheritTarget, type PartialTarget, type RedirectTargetProps, targetProblems } from './redirect-target.ts';

/** The properties of a site. Fleets and sites below inherit each of them. */
export interface SiteProps extends RedirectTargetProps {
  /**
   * The provider, and so the account, that registers the phones.
   *
   * @default - that of the enclosing site, or the stack's provider without an alias
   */
  readonly provider?: TerraformProvider;
}

// Not instanceof: a program may load this package twice.
const SITE = Symbol.for('gigaset-redirect/Site');

/**
 * A place with phones that share a redirect target: a building, a town, a customer. Sites can contain sites.
 *
 * ```ts
 * const berlin = new Site(stack, 'berlin', {
 *   url: RedirectUrl.of('https://provider.example').path('xml').macd(),
 *   providerName: 'Daryna',
 * });
 * new Fleet(berlin, 'phones', { phones: Phones.fromFile('berlin.csv') });
 * ```
 */
export class Site extends Construct {
  /** Where the phones of the site are led to, with what it inherits. */
  readonly target: PartialTarget;
  /** The provider that registers the phones; undefined for the stack's provider without an alias. */
  readonly provider: TerraformProvider | undefined;

  /**
   * @param scope a stack or another site
   * @param id part of the address of each phone below; a different one moves them all
   */
  constructor(scope: Construct, id: string, props: SiteProps = {}) {
    super(scope, id);
    Object.defineProperty(this, SITE, { value: true });
    const around = Site.of(scope);
    this.target = inheritTarget(props, around?.target);
    this.provider = props.provider ?? around?.provider;
    const problems = targetProblems(inheritTarget(props));
    this.node.addValidation({ validate: () => [...problems] });
  }

  /** The site that contains a construct, or is the construct; undefined if there is none. */
  static of(construct: IConstruct): Site | undefined {
    return construct.node.scopes.findLast(Site.isSite);
  }

  /** Whether a value is a site. */
  static readonly isSite = (value: unknown): value is Site =>
    typeof value === 'object' && value !== null && SITE in value;
}
