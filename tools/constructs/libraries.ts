/** The libraries that there are constructs for. CDKTN continues the archived CDKTF under another package name. */
export const libraries = ['cdktf', 'cdktn'] as const;
export type Library = (typeof libraries)[number];

/**
 * The first line of generated code. TypeScript has no options per file, and the generator's code assigns `undefined` to
 * optional properties and overrides members without `override`. `npm run package` checks it without these two rules.
 */
export const uncheckedHeader =
  '// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.';

/** Code that was written for CDKTN, for either library: it differs in their names. */
export function named(text: string, library: Library): string {
  if (library === 'cdktn') return text;
  return (
    text
      // CDKTF has no check at synthesis of the engine's version for write-only attributes.
      .replaceAll(/this\.markWriteOnlyAttribute\((cdktn\.\w+\(this\.\w+\))\)/g, '$1')
      .replaceAll(
        'https://cdktn.io/docs/concepts/resources#references',
        'https://cdk.tf/complex-object-as-configuration',
      )
      .replaceAll('cdktn', 'cdktf')
      .replaceAll('CDKTN', 'CDKTF')
  );
}
