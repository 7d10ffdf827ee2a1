import type { Deferred, DeferralReason } from '../definition/index.ts';
import { Deferred_Reason, type Deferred as DeferredMessage } from '../gen/tfplugin6.ts';

const reasons = {
  resourceConfigUnknown: Deferred_Reason.RESOURCE_CONFIG_UNKNOWN,
  providerConfigUnknown: Deferred_Reason.PROVIDER_CONFIG_UNKNOWN,
  absentPrerequisite: Deferred_Reason.ABSENT_PREREQ,
} as const satisfies Record<DeferralReason, Deferred_Reason>;

export const deferredMessage = ({ reason }: Deferred): DeferredMessage => ({ reason: reasons[reason] });

/** The reverse of {@link deferredMessage}. */
export function deferralReason({ reason }: DeferredMessage): DeferralReason | undefined {
  switch (reason) {
    case Deferred_Reason.RESOURCE_CONFIG_UNKNOWN:
      return 'resourceConfigUnknown';
    case Deferred_Reason.PROVIDER_CONFIG_UNKNOWN:
      return 'providerConfigUnknown';
    case Deferred_Reason.ABSENT_PREREQ:
      return 'absentPrerequisite';
    case Deferred_Reason.UNKNOWN:
      return undefined;
  }
}
