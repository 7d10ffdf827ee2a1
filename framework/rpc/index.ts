/** Protocol 6: one handler per RPC, from message to message. */
export { providerHandlers, type ProviderHandlers } from './service.ts';
export { createSession, type Session } from './session.ts';
