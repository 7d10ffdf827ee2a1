/** A client of the redirect service: one call, one answer, and errors with a code from a closed list. */
export type { CheckAnswer, DeregisterAnswer, RegisterAnswer, Registration } from './answers.ts';
export { createClient, type AutoprovClient, type CallOptions, type ClientOptions } from './client.ts';
export { parseEndpoint } from './endpoint.ts';
export { describeNetworkError } from './network-error.ts';
export { findProxy, type Environment, type Proxy } from './proxy.ts';
export {
  AnswerFormatError,
  AutoprovError,
  HttpStatusError,
  TransportError,
  XmlRpcFaultError,
  type AutoprovErrorCode,
  type TransportCode,
} from './errors.ts';
