export {
  DataGigasetDevice,
  type DataGigasetDeviceConfig,
  DataGigasetDeviceUrlCredentialsOutputReference,
} from './data-gigaset-device.ts';
