/** Phones that are registered for the measurement: both sides know them by number. */
export const phoneCount = 100_000;

export function macIdOf(index: number): string {
  const digits = index.toString(16).toUpperCase().padStart(6, '0');
  return `7C2F80${digits}-${digits.slice(-4)}`;
}

/** What a phone asks for at boot. */
export const path = '/device/42/2/master.bin';
/** As in the vendor's manual. */
export const redirectUrl = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';
