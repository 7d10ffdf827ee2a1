export {
  DeviceList,
  type DeviceListConfig,
  type DeviceListUrlCredentials,
  DeviceListUrlCredentialsOutputReference,
} from './device-list.ts';
