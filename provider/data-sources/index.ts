/** The data sources: they read, and change nothing. */
export { deviceData } from './device-data.ts';
export { devicesData } from './devices-data.ts';
