export { createApp, type AppOptions } from './app.ts';
export { describeDelay, requireProvisioner } from './basic.ts';
export { addressesOf, listenOn } from './listening.ts';
export { type LogOptions, openLog } from './log.ts';
export { turnToAnswer } from './pipelined-requests.ts';
export { actorOf, admit, ClientGoneError, declaredLength, hasHungUp, loginOf, onClosed } from './request.ts';
export { shownText } from './shown.ts';
export type { ReadingLimits } from './slow-readers.ts';
export { type Certificate, readCertificate, type TlsFiles, tlsVersions, type TlsVersion } from './tls.ts';
