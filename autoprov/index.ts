/** The API of the redirect service: MAC-IDs, redirect targets, methods, answer codes, redaction, and a client. */
export * from './client/index.ts';
export * from './device-file/index.ts';
export { dx800Files } from './dx800.ts';
export { asciiHostName } from './host-name.ts';
export { invisibleProblem } from './invisible.ts';
export { formatMacId, parseMacId, redactMacId, type MacId } from './mac-id.ts';
export { decodeEscapes } from './percent-encoding.ts';
export { quote, type Parsed } from './parsed.ts';
export {
  answerCodes,
  formatRefusal,
  methodNameOf,
  methods,
  parseRefusal,
  type AnswerCode,
  type AnswerCodeInfo,
  type Method,
  type MethodName,
  type Refusal,
} from './protocol.ts';
export { redact, redactMacIds } from './redact.ts';
export { redactCredentials, REDACTED, redactUrl } from './redact-url.ts';
export { hasTarget, MAX_PROVIDER_NAME_LENGTH, parseProviderName, type RedirectTarget } from './redirect-target.ts';
export {
  expandRedirectUrl,
  MAX_REDIRECT_URL_LENGTH,
  parseRedirectUrl,
  withCredentials,
  withoutCredentials,
  type Credentials,
  type Placeholder,
  type RedirectUrl,
} from './redirect-url.ts';
export { isHostPattern, urlPolicyViolation, type UrlPolicy, type UrlPolicyViolation } from './url-policy.ts';
// What AutoprovClient.call takes and returns, for callers that know the client alone.
export { encodeResponse, isArray, XmlRpcValueError, type XmlRpcValue } from '#xmlrpc';
