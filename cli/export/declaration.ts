/** The formats of a declaration: HCL, or TypeScript for one of the two libraries. */
export const declarationFormats = ['hcl', 'cdktf', 'cdktn'] as const;
export type DeclarationFormat = (typeof declarationFormats)[number];

/** One list for all phones, or a resource for each. */
export const resourceKinds = ['list', 'devices'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/** What the files around `devices.csv` depend on. */
export interface DeclarationOptions {
  readonly resources: ResourceKind;
  /** The provider names that choose the phones; none for all phones of the account. */
  readonly providerNames: readonly string[];
  /** Whether `devices.csv` contains IDs. If not, a variable takes them. */
  readonly hasIds: boolean;
  /** The version of this program. */
  readonly version: string;
}

/** The texts of files by their names. */
export type Files = Readonly<Record<string, string>>;

/** The file with the phones. */
export const DEVICES_FILE = 'devices.csv';

/** Escapes what an engine would take for the start of a template. */
export const escapeTemplates = (text: string): string => text.replaceAll(/[$%](?=\{)/g, '$&$&');

/** The import ID of a list with these phones. */
export const importId = (providerNames: readonly string[]): string =>
  providerNames.length === 0 ? '*' : providerNames.join(',');
