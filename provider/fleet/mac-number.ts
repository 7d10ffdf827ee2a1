// A million MACs as texts are tens of megabytes; as numbers of 48 bits they lie side by side in a Float64Array.

/** The number that the 12 hex digits of a MAC are. */
export const macNumber = (mac: string): number => Number.parseInt(mac, 16);

/** The 12 hex digits, upper case. */
export const macText = (mac: number): string => mac.toString(16).toUpperCase().padStart(12, '0');

/** The 4 characters of an ID, upper case. */
export const idText = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0');
