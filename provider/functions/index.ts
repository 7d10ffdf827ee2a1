/** Functions for HCL, such as `provider::gigaset::normalize_mac("…")`. They are pure and send no requests. */
export { expandUrl } from './expand-url.ts';
export { normalizeMac } from './normalize-mac.ts';
export { parseDevices } from './parse-devices.ts';
