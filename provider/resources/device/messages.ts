import {
  type Connection,
  type Failure,
  type FailureReason,
  type OnConflict,
  type Refused,
  type RegisteredPolicy,
} from '../../api/index.ts';
import { splitUrl } from '../../attributes/wire-url.ts';
import { callFailed, CallError, describeCall, describeTarget, UNKNOWN_REGISTRATION } from '../../diagnostics/index.ts';
import { adviceOn, causeOf, refusedWith } from '../failures.ts';
import { answerCodes, macText, type RedirectTarget, type Registration } from '#autoprov';
import type { Problem } from '#framework';

/** The change of a phone failed. */
export function changeFailed(connection: Connection, failure: Failure): Problem {
  const { reason, restoring, step } = failure;
  const mac = macText(failure.mac);
  const failed = `Phone ${mac} could not be ${step}`;
  const state = stateOf(failure);
  if (restoring) return notRestored(connection, failure, restoring);
  const path = ['mac_id'];
  if (step === 'changed' && (reason.kind === 'other target' || reason.kind === 'other account')) {
    return {
      summary: `${failed}: it was registered in the meantime`,
      detail: `autoprov.${reason.method} answered mac_already_in_use. ${state}\n\nRun plan again.`,
      path,
    };
  }
  switch (reason.kind) {
    case 'refused':
      return refused(failed, reason.answer, state);
    case 'call failed':
      return callFailed(connection, mac, failed, reason.error, state);
    case 'other target':
      return {
        summary: `Phone ${mac} is already registered`,
        detail: `autoprov.${reason.method} answered mac_already_in_use. In your account it points to
${describeTarget(reason.registration)}. ${state}

${howToResolve(mac)}`,
        path,
      };
    case 'other account':
      return {
        summary: `Phone ${mac} is registered by another account`,
        detail: `${causeOf(reason)} ${state}

Only its owner or the vendor can deregister it: ask the phone's former provider, or the vendor's support, to deregister ${mac}. on_conflict has no effect here.`,
        path,
      };
    case 'claimed by another resource':
      return { ...claimedTwice(mac, `${causeOf(reason)} ${state}`), path };
    case 'missing ID':
      return {
        summary: `Phone ${mac} cannot be changed without its ID`,
        detail: `${causeOf(reason)} mac_id contains only the MAC. ${state}

${adviceOn(connection, reason)}`,
        path,
      };
  }
}

const NOTHING_CHANGED = 'Nothing was changed.';
/** Follows "since", if the server has no date. */
const UNKNOWN_DATE = 'an unknown date';

/** The attribute for each argument of a request. */
const attributeOf = { macId: 'mac_id', url: 'url', providerName: 'provider_name' } as const;

/** The server refused a request with an answer code. `state`: the current registration. */
export function refused(failed: string, answer: Refused, state: string): Problem {
  const { code } = answer.refusal;
  const { argument, remedy } = answerCodes[code];
  return {
    summary: `${failed}: the redirect server answered ${code}`,
    detail: `${refusedWith(answer)} ${state}\n\n${remedy}`,
    path: [attributeOf[argument]],
  };
}

/** Neither the new nor the former registration could be made. */
function notRestored(
  connection: Connection,
  { mac, reason, former, actual }: Failure,
  restoring: FailureReason,
): Problem {
  const probably = actual.kind === 'unknown' ? 'probably ' : '';
  const what = `its former registration${former ? `, ${describeTarget(former)},` : ''}`;
  return {
    summary: `Phone ${macText(mac)} is ${probably}not registered any more`,
    detail: `A change deregisters the phone and registers it again. Registering it again failed: ${causeOf(reason)}
Restoring ${what} failed as well: ${causeOf(restoring)}

${adviceOn(connection, reason)} The next apply registers the phone.`,
    ...(reason.kind === 'refused' && { path: [attributeOf[answerCodes[reason.answer.refusal.code].argument]] }),
  };
}

/** The current registration of a phone whose change failed. */
function stateOf({ actual, step, former }: Failure): string {
  if (actual.kind === 'unknown') return UNKNOWN_REGISTRATION;
  if (step === 'registered') {
    return actual.kind === 'not registered' ? 'The phone was not registered.' : NOTHING_CHANGED;
  }
  switch (actual.kind) {
    case 'unchanged':
      return `The phone is registered as before${former ? `: ${describeTarget(former)}` : ''}.`;
    case 'not registered':
      return 'The phone is not registered any more.';
    case 'other account':
      return 'Another account has registered the phone in the meantime.';
    case 'other target':
      return `In your account the phone points to ${describeTarget(actual.registration)} now.`;
  }
}

/** How to keep or to overwrite the registration of a phone that is to be created. */
const howToResolve = (mac: string): string => `To keep that registration, import it:  ${importBlock(mac)}
To overwrite it:                       on_conflict = "replace"

If create_before_destroy replaces this resource, the registration is its own: apply the change without -replace, or untaint the resource first.`;

/** An import block to be pasted, whose first line begins in this column. */
const importBlock = (mac: string, column = 39): string => {
  const margin = ' '.repeat(column);
  return `import {
${margin}  to = <address of this resource>
${margin}  id = "${mac}"
${margin}}`;
};

/** Two resources of one configuration have the same phone. */
const claimedTwice = (mac: string, state: string): Problem => ({
  summary: `Two resources claim phone ${mac}`,
  detail: `${state} A phone has one registration: keep it in one of the two resources.`,
});

/** The server answered OK, and a moment later returned something else. */
export const changedMeanwhile = (mac: string, now: Registration | undefined): Problem => ({
  summary: `Phone ${mac} was changed by someone else during this apply`,
  detail: `autoprov.registerDevice answered OK. Then autoprov.checkDevice ${now ? `answered ${describeTarget(now)}` : 'did not find the phone'}.

Run plan again to see its registration.`,
});

/** A warning. Its summary is the same for every phone, so that the engine shows it once. */
export const dateUnknown = (mac: string, answer: Refused | CallError): Problem => ({
  summary: 'Phone registered, but its registration date could not be read',
  detail: `Phone ${mac} is registered. ${answer instanceof CallError ? describeCall(answer) : refusedWith(answer)} registered_at stays empty until the next plan reads it.`,
});

/** A warning: the phone of a destroyed resource belongs to another resource now. */
export const staysRegistered = (mac: string): Problem => ({
  summary: `Phone ${mac} stays registered`,
  detail:
    'This apply has registered it for another resource: for the replacement of this one, if create_before_destroy applies, or for the one that has its phone now.',
});

/** A warning of a plan: the account has registered the phone with another target. */
export const registeredAtPlan = (registration: Registration, onConflict: OnConflict): Problem => ({
  summary: `Phone ${registration.mac} is already registered`,
  detail: `In your account it points to
${describeTarget(registration)}.
${
  onConflict === 'replace'
    ? 'Because of on_conflict = "replace", the apply overwrites this registration.'
    : `The apply will fail for this phone.\n\n${howToResolve(registration.mac)}`
}`,
  path: ['mac_id'],
});

/** A warning of a plan: the account has registered the phone exactly as planned. */
export const registeredAlreadyAtPlan = (
  { mac, date }: Registration,
  what: RegisteredPolicy['onRegisteredAlready'],
): Problem => ({
  summary: `Phone ${mac} is already registered as planned`,
  detail: `It has been registered in your account since ${date ?? UNKNOWN_DATE}: by hand, by another configuration, by an apply that was interrupted, or by a resource that you renamed or marked as tainted. ${
    what === 'keep'
      ? 'The apply takes it over without a change on the server, because of keep_registration.'
      : `The apply deregisters it and registers it again.

If you renamed a resource, add a moved block.
To keep the registration, import it:  ${importBlock(mac, 38)}`
  }`,
  path: ['mac_id'],
});

/** A warning of a plan: one resource with the phone is destroyed, and another one is created. */
export const renamedAtPlan = (mac: string): Problem => ({
  summary: `Phone ${mac} changes its resource`,
  detail: `The plan destroys one resource with this phone and creates another one. The apply deregisters the phone and registers it again.

If you renamed the resource, keep its registration by this block, and plan again:

moved {
  from = <old address of this resource>
  to   = <new address of this resource>
}`,
});

/** A warning: the server has returned another password than before. A planned value must not change in an apply. */
export const passwordChanged = (mac: string): Problem => ({
  summary: `The redirect server returned a new password for phone ${mac}`,
  detail: 'The next plan or refresh puts it into the state. Resources that use it are updated by the next apply.',
  path: ['password'],
});

/** A warning of a plan: two resources of one configuration have the same phone. */
export const claimedTwiceAtPlan = (mac: string): Problem => ({
  ...claimedTwice(mac, 'Each apply of one overwrites the registration of the other.'),
  path: ['mac_id'],
});

/** A warning: a phone is to be registered, and its ID is unknown. */
export const withoutId = (mac: string): Problem => ({
  summary: 'A phone cannot be registered without its ID',
  detail: `mac_id is ${JSON.stringify(mac)}, a MAC without an ID. To register or change a phone, the server needs the 4-character ID from its label.

Write the whole MAC-ID, as in 7C2F80820EC0-55DF.`,
  path: ['mac_id'],
});

/** A warning: the phone was changed or deregistered outside Terraform since the last apply. */
export function changedOutside(mac: string, declared: RedirectTarget, now: Registration | undefined): Problem {
  const before = describeTarget(declared);
  if (now === undefined) {
    return {
      summary: `Phone ${mac} was deregistered outside Terraform`,
      detail: `Your account has no registration of this phone any more, declared: ${before}.`,
      path: ['mac_id'],
    };
  }
  return {
    summary: `Phone ${mac} was ${splitUrl(now.url).url === splitUrl(declared.url).url ? 'changed' : 're-pointed'} outside Terraform`,
    detail: `Registered since ${now.date ?? UNKNOWN_DATE} to ${describeTarget({ url: now.url, providerName: now.providerName })}, declared: ${before}.`,
    path: ['url'],
  };
}

/** The same for the phones after the first ones, with one summary for all, so that an engine shows one and counts the rest. */
export const changedOutsideToo = ({ summary, detail, ...problem }: Problem): Problem => ({
  ...problem,
  summary: 'More phones were changed outside Terraform',
  detail: `${summary}. ${detail ?? ''}`,
});
