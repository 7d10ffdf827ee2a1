/** A provider as a server, and as the plugin process that an engine starts. */
export { hclogLogger, type LogLine } from './logger.ts';
export { createProviderServer, type ProviderServer, type ProviderServerOptions } from './provider-server.ts';
export { serve } from './serve.ts';
