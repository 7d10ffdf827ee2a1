/** Which answers to a digest challenge were given already: each counts once, whichever instance it reaches. */
export interface NonceStore {
  /** True the first time that this key is used; it may be forgotten once it has expired. */
  useOnce(key: string, expiresAt: Date, now: Date): Promise<boolean>;
}
