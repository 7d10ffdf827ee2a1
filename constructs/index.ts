export * from './data-gigaset-device/index.ts';
export * from './data-gigaset-devices/index.ts';
export * from './device/index.ts';
export * from './device-list/index.ts';
export * from './provider/index.ts';
