/** Limits how often secrets can be guessed: passwords of accounts and IDs of phones. */
export { createLoginLimiter, type LoginLimiter, type LoginSource } from './login-limiter.ts';
export { networkOf } from './network-of.ts';
