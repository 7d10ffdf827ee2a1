export { createApp, type AppOptions, type LogOptions } from './app.ts';
export { requireProvisioner } from './basic.ts';
export { ClientGoneError } from './client-gone.ts';
export { addressesOf, listenToo } from './loopback.ts';
export { gatherLines, type LineStream } from './log-lines.ts';
export { openLog } from './log-output.ts';
export { type Certificate, readCertificate, type TlsFiles, tlsVersions, type TlsVersion } from './tls.ts';
