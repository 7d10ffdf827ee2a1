/** Errors and warnings in words, and the secrets that they must not contain. */
export { asCallError, CallError, type CallErrorDetails } from './call-error.ts';
export {
  adviceFor,
  callFailed,
  describeCall,
  describeTarget,
  headline,
  listFailed,
  notAskedAtPlan,
  UNKNOWN_REGISTRATION,
  type Account,
  type ExplainedError,
} from './messages.ts';
export { secretsOf } from './redact.ts';
