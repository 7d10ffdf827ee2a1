import {
  listMapper,
  listMapperHcl,
  numberToHclTerraform,
  numberToTerraform,
  stringToHclTerraform,
  stringToTerraform,
} from 'cdktf';
import manifest from '../package.json' with { type: 'json' };

/** The version of the provider that a stack requires: the one that these constructs were written for. */
export const generatorMetadata = {
  providerName: 'gigaset',
  providerVersion: manifest.version,
  providerVersionConstraint: `~> ${manifest.version}`,
};

/** An attribute in both forms that a stack synthesizes to: JSON, and HCL, which also needs the type. */
export interface Attribute {
  readonly json: unknown;
  readonly hcl: {
    readonly value: unknown;
    readonly isBlock: boolean;
    readonly type: string;
    readonly storageClassType: string;
  };
}

export const stringAttribute = (value: string | undefined): Attribute => ({
  json: stringToTerraform(value),
  hcl: { value: stringToHclTerraform(value), isBlock: false, type: 'simple', storageClassType: 'string' },
});

export const numberAttribute = (value: number | undefined): Attribute => ({
  json: numberToTerraform(value),
  hcl: { value: numberToHclTerraform(value), isBlock: false, type: 'simple', storageClassType: 'number' },
});

export const stringListAttribute = (value: readonly string[] | undefined): Attribute => ({
  json: listMapper(stringToTerraform, false)(value),
  hcl: {
    value: listMapperHcl(stringToHclTerraform, false)(value),
    isBlock: false,
    type: 'list',
    storageClassType: 'stringList',
  },
});

export const toJson = (attributes: Readonly<Record<string, Attribute>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { json }]) => [name, json]));

/** Omits attributes without a value, which HCL would render as null. */
export const toHcl = (attributes: Readonly<Record<string, Attribute>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { hcl }]) => (hcl.value === undefined ? [] : [[name, hcl]])),
  );
