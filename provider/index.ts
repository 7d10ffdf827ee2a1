export { gigaset } from './gigaset.ts';
export { version } from './version.ts';
