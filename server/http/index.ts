export { createApp, type DoorOptions, type LogOptions } from './app.ts';
export { requireProvisioner } from './basic.ts';
export { ClientGoneError } from './client-gone.ts';
export { addressesOf, listenToo } from './loopback.ts';
export { gatherLines } from './log-lines.ts';
export { type Certificate, readCertificate, type TlsFiles, tlsVersions, type TlsVersion } from './tls.ts';
