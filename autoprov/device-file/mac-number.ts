// A million MACs as texts take tens of megabytes, so phones are numbers in typed arrays: 48 bits for a MAC, 16 for an ID.

/** Stands for an unknown ID. */
export const NO_ID = -1;

/** The value of the 12 hex digits of a MAC, or of the 4 of an ID. */
export const hexValue = (digits: string): number => Number.parseInt(digits, 16);

/** All texts of three hex digits: each phone of a fleet is written several times, and toString(16) is slow. */
let threeDigits: readonly string[] | undefined;
const three = (value: number): string =>
  (threeDigits ??= Array.from({ length: 0x1000 }, (_, i) => i.toString(16).toUpperCase().padStart(3, '0')))[value] ??
  '';

const six = (value: number): string => three(value >>> 12) + three(value & 0xfff);

/** The vendor's half of the last MAC that was written. The next one usually shares it. */
let vendor: { readonly value: number; readonly text: string } = { value: 0, text: '000000' };

/** The 12 hex digits of a MAC, upper case. */
export function macText(mac: number): string {
  const high = Math.floor(mac / 0x100_0000);
  if (vendor.value !== high) vendor = { value: high, text: six(high) };
  return vendor.text + six(mac % 0x100_0000);
}

/** The MAC-ID, or the MAC if the ID is unknown. */
export function macIdText(mac: number, id: number): string {
  return id === NO_ID ? macText(mac) : `${macText(mac)}-${idText(id)}`;
}

/** The 4 hex digits of an ID, upper case. */
export const idText = (id: number): string => `${three(id >>> 12).slice(2)}${three(id & 0xfff)}`;
