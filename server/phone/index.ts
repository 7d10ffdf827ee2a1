/** The phones' endpoint: digest login and redirect to the provisioning server. */
export type { Algorithm } from './digest.ts';
export { algorithms } from './digest.ts';
export { phonePath } from './path.ts';
export { createPhoneRequestRecorder, type PhoneRequestRecorder } from './request-recorder.ts';
export { type PhoneOptions, phoneRoutes } from './routes.ts';
