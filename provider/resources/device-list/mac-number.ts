// A million MACs as texts are tens of megabytes; as numbers of 48 bits they lie side by side in a Float64Array.

/** The number that the 12 hex digits of a MAC are. */
export const macNumber = (mac: string): number => Number.parseInt(mac, 16);

/** All texts of three hex digits: of a fleet's phones each is written several times, and toString(16) takes its time. */
let threes: readonly string[] | undefined;
const three = (value: number): string =>
  (threes ??= Array.from({ length: 0x1000 }, (_, i) => i.toString(16).toUpperCase().padStart(3, '0')))[value] ?? '';

const sixDigits = (value: number): string => three(value >>> 12) + three(value & 0xfff);

/** The vendor's half of the last MAC that was written, which the next one most often shares. */
let vendor: { readonly value: number; readonly text: string } = { value: 0, text: '000000' };

/** The 12 hex digits, upper case. */
export function macText(mac: number): string {
  const high = Math.floor(mac / 0x100_0000);
  if (vendor.value !== high) vendor = { value: high, text: sixDigits(high) };
  return vendor.text + sixDigits(mac % 0x100_0000);
}

/** The 4 characters of an ID, upper case. */
export const idText = (id: number): string => three(id >>> 12).slice(2) + three(id & 0xfff);
