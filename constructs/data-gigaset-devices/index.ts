export { DataGigasetDevices, type DataGigasetDevicesConfig } from './data-gigaset-devices.ts';
export {
  DataGigasetDevicesDevicesList,
  DataGigasetDevicesDevicesOutputReference,
  DataGigasetDevicesDevicesUrlCredentialsOutputReference,
} from './devices.ts';
