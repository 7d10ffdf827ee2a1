export { type DeviceUrlCredentials, DeviceUrlCredentialsOutputReference } from '../url-credentials.ts';
export { Device, type DeviceConfig } from './device.ts';
