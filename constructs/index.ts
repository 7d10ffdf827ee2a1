export * from './device/index.ts';
export * from './provider/index.ts';
