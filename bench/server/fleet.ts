/** Phones that are registered for the measurement: both sides know them by number. */
export const phoneCount = 100_000;

/** What a phone asks for at boot. */
export const path = '/device/42/2/master.bin';
/** As in the vendor's manual. */
export const redirectUrl = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';
