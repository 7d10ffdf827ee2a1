import { TerraformDataSource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, stringListAttribute, toHcl, toJson } from '../attribute.ts';
import { generatorMetadata } from '../version.ts';
import { DataGigasetDevicesDevicesList } from './devices.ts';

/** Which phones. */
export interface DataGigasetDevicesConfig extends TerraformMetaArguments {
  /** Those that are registered under one of these provider names; without it, all. */
  readonly providerNames?: string[] | undefined;
}

/**
 * The phones that the account has registered: `data "gigaset_devices"`.
 *
 * @example
 * const fleet = new DataGigasetDevices(stack, 'fleet', { providerNames: ['Daryna'] });
 * new TerraformOutput(stack, 'count', { value: fleet.deviceCount });
 */
export class DataGigasetDevices extends TerraformDataSource {
  static readonly tfResourceType = 'gigaset_devices';

  private _providerNames: string[] | undefined;
  private readonly _devices = new DataGigasetDevicesDevicesList(this, 'devices', false);

  /**
   * @param scope the stack
   * @param id the construct's name, unique in its scope
   */
  constructor(scope: Construct, id: string, config: DataGigasetDevicesConfig = {}) {
    super(scope, id, {
      ...config,
      terraformResourceType: 'gigaset_devices',
      terraformGeneratorMetadata: generatorMetadata,
    });
    this._providerNames = config.providerNames;
  }

  /** How many phones were found. */
  get deviceCount(): number {
    return this.getNumberAttribute('device_count');
  }

  /** The phones in the order of their MACs; null where there are more than 100,000. */
  get devices(): DataGigasetDevicesDevicesList {
    return this._devices;
  }

  /** The same as CSV, of any number of phones. Sensitive. */
  get csv(): string {
    return this.getStringAttribute('csv');
  }

  get providerNames(): string[] {
    return this.getListAttribute('provider_names');
  }

  set providerNames(value: string[]) {
    this._providerNames = value;
  }

  resetProviderNames(): void {
    this._providerNames = undefined;
  }

  get providerNamesInput(): string[] | undefined {
    return this._providerNames;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toJson(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHcl(this.attributes());
  }

  private attributes(): Record<string, Attribute> {
    return { provider_names: stringListAttribute(this._providerNames) };
  }
}
