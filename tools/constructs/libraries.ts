/** The libraries that there are constructs for. CDKTN continues the archived CDKTF under another package name. */
export const libraries = ['cdktf', 'cdktn'] as const;
export type Library = (typeof libraries)[number];

/**
 * The first line of generated code. TypeScript has no options per file, and the generator's code assigns `undefined` to
 * optional properties and overrides members without `override`. `npm run package` checks it without these two rules.
 */
export const uncheckedHeader =
  '// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.';
