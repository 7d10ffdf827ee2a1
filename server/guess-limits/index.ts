/** Limits how often secrets can be guessed: passwords of accounts and IDs of phones. */
export { BoundedMap } from './bounded-map.ts';
export {
  type Comparison,
  createIdGuessLimiter,
  type GuessSource,
  type IdGuessLimiter,
  type IdGuessLimiterOptions,
} from './id-guess-limiter.ts';
export { createLoginLimiter, type LoginLimiter, type LoginSource } from './login-limiter.ts';
export { networkOf } from './network-of.ts';
export { TooManyGuessesError } from './too-many-guesses-error.ts';
