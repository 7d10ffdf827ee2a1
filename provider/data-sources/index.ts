/** Data sources and the list of `terraform query`. */
export { deviceData } from './device-data.ts';
export { deviceListing } from '../list-resources/device-listing.ts';
export { devicesData } from './devices-data.ts';
