/** What HCL can call: `provider::gigaset::normalize_mac("…")`. Pure; none of them asks a server. */
export { expandUrl } from './expand-url.ts';
export { normalizeMac } from './normalize-mac.ts';
export { parseDevices } from './parse-devices.ts';
