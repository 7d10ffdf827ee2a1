/** What a login may do: read, also change phones, also administer the account. Each role includes those before it. */
export const roles = ['read', 'write', 'administer'] as const;
export type Role = (typeof roles)[number];

export const isRole = (text: string): text is Role => roles.some((role) => role === text);

/** Whether a role includes another one. */
export const includesRole = (role: Role, required: Role): boolean => roles.indexOf(role) >= roles.indexOf(required);
