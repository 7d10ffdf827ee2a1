import {
  listMapper,
  listMapperHcl,
  numberToHclTerraform,
  numberToTerraform,
  stringToHclTerraform,
  stringToTerraform,
} from 'cdktf';

/** An attribute in the two forms that a stack can be synthesized to: JSON, and HCL, which needs to know the type. */
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

/** Attributes without a value are left out: HCL would show them as null. */
export const toHcl = (attributes: Readonly<Record<string, Attribute>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { hcl }]) => (hcl.value === undefined ? [] : [[name, hcl]])),
  );
