export { createApp, type LogOptions } from './app.ts';
export { requireProvisioner } from './basic.ts';
export { ClientGoneError } from './client-gone.ts';
