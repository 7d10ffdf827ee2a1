/** Functions for HCL, such as `provider::gigaset::normalize_mac("…")`. They send no requests. */
export { expandUrl } from './expand-url.ts';
export { normalizeMac } from './normalize-mac.ts';
export { parseDevices } from './parse-devices.ts';
export { parseIds } from './parse-ids.ts';
export { readDevices } from './read-devices.ts';
