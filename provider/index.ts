export { gigaset } from './provider.ts';
export { serveProvider } from './serve.ts';
export { version } from './version.ts';
