/** A client of the redirect service: one call, one answer, and errors that tell what went wrong where. */
export type { CheckAnswer, DeregisterAnswer, RegisterAnswer, Registration } from './answers.ts';
export { createClient, type AutoprovClient, type CallOptions, type ClientOptions } from './client.ts';
export { parseEndpoint } from './endpoint.ts';
export {
  AnswerFormatError,
  AutoprovError,
  HttpStatusError,
  TransportError,
  XmlRpcFaultError,
  type TransportCode,
} from './errors.ts';
