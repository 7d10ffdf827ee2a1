export { Device } from './device.ts';
export type { DeviceConfig } from './device-config.ts';
export { type DeviceUrlCredentials, DeviceUrlCredentialsOutputReference } from './url-credentials.ts';
