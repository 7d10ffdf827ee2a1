/**
 * Why a call cannot be answered yet: values of its own configuration are unknown, values of the provider's configuration
 * are unknown, or something that it needs does not exist yet.
 */
export type DeferralReason = 'resourceConfigUnknown' | 'providerConfigUnknown' | 'absentPrerequisite';

/** Returned in place of a result: the engine shows the change as deferred, and asks again in its next run. */
export class Deferred {
  // Private, so that no object literal is mistaken for it.
  readonly #reason: DeferralReason;

  constructor(reason: DeferralReason) {
    this.#reason = reason;
  }

  get reason(): DeferralReason {
    return this.#reason;
  }
}

/** What a call receives that may be deferred. */
export interface Deferrable {
  /**
   * Makes the result of a deferred call: `return defer('resourceConfigUnknown')`. Undefined if the engine cannot defer; an
   * engine can only with an experimental option.
   */
  readonly defer: ((reason: DeferralReason) => Deferred) | undefined;
}
