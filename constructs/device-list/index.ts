export { DeviceList, DeviceListUrlCredentialsOutputReference } from './device-list.ts';
export type { DeviceListConfig, DeviceListUrlCredentials } from './device-list-config.ts';
