// copied by npm run generate:constructs from the folder of the same name in constructs/
import type { TerraformProvider } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { Device, type DeviceConfig } from '../device/index.ts';
import { DeviceList } from '../device-list/index.ts';
import { deviceCsv } from './device-csv.ts';
import { duplicateProblems } from './duplicates.ts';
import type { FleetPhone, Phones } from './phones.ts';
import { inheritTarget, type PartialTarget, type RedirectTargetProps, targetProblems } from './redirect-target.ts';
import { credentialsOf, redirectUrlProblem } from './redirect-url.ts';
import { Site } from './site.ts';
import { withoutCredentials } from '#autoprov';

/** The properties of a fleet. It inherits its redirect target and its provider from the enclosing site. */
export interface FleetProps extends RedirectTargetProps {
  /** Where the phones are declared. */
  readonly phones: Phones;
  /**
   * The MAC-IDs of phones that are declared by their MAC: lines or CSV with a column `mac_id`, such as the value of a
   * sensitive variable. The state contains them. A fleet with separate IDs is always a list, because only a list joins
   * them with its phones.
   *
   * @default - the IDs are declared with the phones
   */
  readonly ids?: string;
  /**
   * The same, but write-only: the IDs are in no plan and no state, and may come from an ephemeral value.
   *
   * @default - the IDs are declared with the phones
   */
  readonly idsWo?: string;
  /**
   * Up to this number, each phone is a resource of its own; a larger fleet is one list. The list is planned in a fraction
   * of the time, the single resources show each phone in the plan. `Infinity` always makes single resources, and then
   * there is no list that could take them over later.
   *
   * @default 200
   */
  readonly listAbove?: number;
  /**
   * How many phones an apply may deregister while the fleet is a list: `"25"` or `"10%"`.
   *
   * @default - that of the provider: `"50%"` from 20 phones on
   */
  readonly maxDeregistrations?: string;
  /**
   * What to do with a phone that the account has registered elsewhere: `fail` or `replace`.
   *
   * @default - that of the provider
   */
  readonly onConflict?: 'fail' | 'replace';
  /**
   * What a list does after a failure: `rollback` or `continue`.
   *
   * @default 'rollback'
   */
  readonly onFailure?: 'rollback' | 'continue';
  /**
   * The provider, and so the account, that registers the phones.
   *
   * @default - that of the site, or the stack's provider without an alias
   */
  readonly provider?: TerraformProvider;
}

/** An engine takes seconds for every thousand resources: 200 keep a plan below a second. */
const DEFAULT_LIST_ABOVE = 200;

// Not instanceof: a program may load this package twice.
const FLEET = Symbol.for('gigaset-redirect/Fleet');

/**
 * Phones that are declared together. A small fleet consists of single resources, a large one of a list. A fleet that
 * crosses the limit, in either direction, moves its phones from one to the other while they stay registered. An apply that
 * moves phones must not be interrupted: the next one could deregister them (docs/guides/sites.md).
 *
 * Mistakes in the declaration fail the synth, with file and line. The order of the phones does not matter.
 */
export class Fleet extends Construct {
  /** The phones, sorted by MAC. */
  readonly phones: readonly FleetPhone[];
  /** Where phones without a target of their own are led to. */
  readonly target: PartialTarget;
  /** The list, which has no phones while each is a resource of its own; undefined if `listAbove` is `Infinity`. */
  readonly list: DeviceList | undefined;
  readonly #devices: ReadonlyMap<string, Device>;

  /**
   * @param scope a stack or a site
   * @param id part of the address of each phone; a different one moves them all
   */
  constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    Object.defineProperty(this, FLEET, { value: true });
    const site = Site.of(scope);
    const { phones, problems } = props.phones.read();
    this.phones = phones.toSorted(({ mac: a }, { mac: b }) => (a < b ? -1 : Number(a > b)));
    this.target = inheritTarget(props, site?.target);
    this.node.addValidation({
      validate: () => [
        ...problems,
        ...targetProblems(inheritTarget(props)),
        ...this.phones.flatMap((phone) => phoneProblems(phone, this.target)),
        ...duplicateProblems(this, fleetsOf(this.node.root)),
      ],
    });

    const { listAbove = DEFAULT_LIST_ABOVE, ids, idsWo, maxDeregistrations, onConflict, onFailure } = props;
    const provider = props.provider ?? site?.provider;
    const common = { ...(onConflict && { onConflict }), ...(provider && { provider }) };
    const hasSeparateIds = ids !== undefined || idsWo !== undefined;
    const isList = hasSeparateIds || this.phones.length > listAbove;
    this.#devices = isList ? new Map() : this.#addDevices(common);
    if (listAbove === Infinity && !isList) return;
    this.list = new DeviceList(this, 'list', {
      ...common,
      ...this.target,
      ...(maxDeregistrations !== undefined && { maxDeregistrations }),
      ...(onFailure && { onFailure }),
      ...(ids !== undefined && { ids }),
      ...(idsWo !== undefined && { idsWo }),
      devices: deviceCsv(isList ? this.phones : []),
      // A list that becomes empty lets go of its phones after their own resources have taken them over.
      ...(this.#devices.size > 0 && { dependsOn: [...this.#devices.values()] }),
    });
  }

  /** Whether a value is a fleet. */
  static readonly isFleet = (value: unknown): value is Fleet =>
    typeof value === 'object' && value !== null && FLEET in value;

  /** Whether the phones are one resource. */
  get isList(): boolean {
    return this.phones.length > 0 && this.#devices.size === 0;
  }

  /** The resources of the fleet, for `dependsOn` of another one. */
  get resources(): (Device | DeviceList)[] {
    return [...this.#devices.values(), ...(this.list === undefined ? [] : [this.list])];
  }

  /**
   * The resource of a phone.
   *
   * @param mac 12 upper-case hex digits
   * @throws Error if the fleet does not have the phone, or is a list
   */
  device(mac: string): Device {
    const device = this.#devices.get(mac);
    if (device !== undefined) return device;
    throw new Error(
      this.isList
        ? `The fleet ${this.node.path} is a list, so its phones have no resources. Raise listAbove to give them some.`
        : `The fleet ${this.node.path} has no phone ${mac}.`,
    );
  }

  #addDevices(common: object): ReadonlyMap<string, Device> {
    const devices = new Map<string, Device>();
    for (const phone of this.phones) {
      // A phone that is declared twice fails the synth.
      if (devices.has(phone.mac)) continue;
      const device = new Device(this, phone.mac, {
        ...common,
        ...targetOf(phone, this.target),
        macId: phone.macId,
        // When a list becomes single resources, they take the phones over as they are.
        keepRegistration: true,
        // When the fleet becomes a list, the list takes the phones over before their resources are destroyed.
        lifecycle: { createBeforeDestroy: true },
      });
      devices.set(phone.mac, device);
    }
    return devices;
  }
}

/** The target of a single phone. Credentials are where plans hide them, and go to no server but their own. */
function targetOf(
  { url, providerName }: FleetPhone,
  target: PartialTarget,
): Pick<DeviceConfig, 'url' | 'urlCredentials' | 'providerName'> {
  const name = providerName ?? target.providerName ?? '';
  if (url === undefined) return { url: '', ...target, providerName: name };
  const urlCredentials = credentialsOf(url);
  return {
    url: urlCredentials ? withoutCredentials(url) : url,
    ...(urlCredentials && { urlCredentials }),
    providerName: name,
  };
}

/** All fleets of a tree, in its order. */
export const fleetsOf = (root: IConstruct): readonly Fleet[] => root.node.findAll().filter(Fleet.isFleet);

/** What is missing or wrong in the target of a phone. Texts from files have been checked already. */
function phoneProblems({ place, url, providerName }: FleetPhone, target: PartialTarget): readonly string[] {
  const missing = (what: string, property: string): string =>
    `${place}: The phone has no ${what}. Add one to the phone, or set ${property} of the fleet or the site.`;
  const problem = url === undefined ? undefined : redirectUrlProblem(url);
  return [
    ...(url === undefined && target.url === undefined ? [missing('URL', 'url')] : []),
    ...(problem === undefined ? [] : [`${place}: ${problem}`]),
    ...(providerName === undefined && target.providerName === undefined
      ? [missing('provider name', 'providerName')]
      : []),
  ];
}
