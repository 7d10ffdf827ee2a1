/** CDKTF constructs in the shape that `cdktf get` generates, with documentation. One folder per resource or data source. */
export * from './data-gigaset-device/index.ts';
export * from './data-gigaset-devices/index.ts';
export * from './device/index.ts';
export * from './device-list/index.ts';
export * from './provider/index.ts';
