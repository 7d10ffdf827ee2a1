/** The ground floor: what everybody in this house means by a phone, a redirect URL, an answer, and XML-RPC. */
export { answerCodes, formatRefusal, parseRefusal, type AnswerCode, type Refusal } from './answer.ts';
export * from './client/index.ts';
export { formatMacId, hideMacId, parseMacId, type MacId } from './mac-id.ts';
export { methods, type Method, type MethodName } from './methods.ts';
export type { Parsed } from './parsed.ts';
export { maxProviderNameLength, parseProviderName } from './provider-name.ts';
export {
  expandRedirectUrl,
  hideCredentials,
  maxRedirectUrlLength,
  parseRedirectUrl,
  withCredentials,
  type Credentials,
  type Placeholder,
  type RedirectUrl,
} from './redirect-url.ts';
export { hasTarget, type RedirectTarget } from './redirect-target.ts';
export * from '#xmlrpc';
