import { TerraformDataSource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attribute, generatorMetadata, stringListAttribute, toHcl, toJson } from '../synthesis.ts';
import { DataGigasetDevicesDevicesList } from './devices.ts';

/** The phones to list. */
export interface DataGigasetDevicesConfig extends TerraformMetaArguments {
  /** Lists only the phones with one of these provider names. Default: all phones of the account. */
  readonly providerNames?: string[] | undefined;
}

/**
 * Lists the phones that the account has registered: `data "gigaset_devices"`.
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

  /** The number of phones found. */
  get deviceCount(): number {
    return this.getNumberAttribute('device_count');
  }

  /** The phones, sorted by MAC; null if there are more than 100,000. */
  get devices(): DataGigasetDevicesDevicesList {
    return this._devices;
  }

  /** The phones as CSV, without a limit on their number. Sensitive. */
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
