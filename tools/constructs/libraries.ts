/** The libraries that there are constructs for. CDKTN continues the archived CDKTF under another package name. */
export const libraries = ['cdktf', 'cdktn'] as const;
export type Library = (typeof libraries)[number];
