export { gigaset } from './provider.ts';
export { version } from './version.ts';
