import type { CallError } from '../../api/call-with-reconciliation.ts';
import type { Connection, OnConflict } from '../../api/connection.ts';
import { advice, describe, headline, whatFailed } from '../../diagnostics/messages.ts';
import { sizeOf } from './batch.ts';
import type { Outcome } from './carry-out.ts';
import { named } from './last-change.ts';
import { macText } from './mac-number.ts';
import { isUnchanged, type Failure, type Reason } from './outcome.ts';
import { formatRefusal, redact, redactUrl, type AnswerCode } from '#autoprov';
import type { Problem } from '#framework';

// Errors and warnings: which phones, the cause in the server's words, the current state, what to do.

export const phones = (count: number): string => (count === 1 ? '1 phone' : `${count} phones`);

/** What an answer code means for several phones, and what to do about it. */
const meanings: Readonly<Record<AnswerCode, string>> = {
  mac_already_in_use: 'They are registered already. Plan again to see with what.',
  mac_invalid:
    'The server does not accept these MAC-IDs. Compare MAC and ID with the labels on the phones; a MAC without its ID cannot be registered.',
  mac_not_found: 'They are not registered in your account. Plan again to see what stands.',
  mac_not_exist: 'The MACs are well formed, but the vendor made no phones with them. Compare them with the labels.',
  url_invalid: 'The server does not accept their redirect URL. Correct it and apply again.',
  name_invalid: 'The server does not accept their provider name. Correct it and apply again.',
};

/** The value in `failed` for a phone: the answer code, or a text in its place. */
export function codeOf(reason: Reason): string {
  switch (reason.kind) {
    case 'refused':
      return reason.refusal.code;
    case 'failed':
      return 'no answer';
    case 'registered elsewhere':
    case 'of another account':
      return 'mac_already_in_use';
    case 'claimed':
      return 'claimed by another resource';
    case 'without ID':
      return 'ID not known';
  }
}

interface Group {
  readonly first: Failure;
  readonly macs: string[];
  count: number;
}

/** Groups failures by step and cause, with the phones in the order of their MACs. */
function groupsOf(failures: readonly Failure[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const failure of [...failures].sort((a, b) => a.mac - b.mac)) {
    const { reason, step } = failure;
    const why = reason.kind === 'failed' ? headline(reason.failure) : codeOf(reason);
    const key = `${step} ${reason.kind} ${why}`;
    const group = groups.get(key) ?? { first: failure, macs: [], count: 0 };
    groups.set(key, group);
    group.count++;
    if (group.macs.length < 20) group.macs.push(macText(failure.mac));
  }
  return [...groups.values()];
}

/** One paragraph for each cause. */
const reasons = (connection: Connection, failures: readonly Failure[]): readonly string[] =>
  groupsOf(failures).map((group) => paragraph(connection, group));

function paragraph(connection: Connection, { first, macs, count }: Group): string {
  const names = named(macs, count);
  const { reason, step } = first;
  const be = count === 1 ? 'is' : 'are';
  switch (reason.kind) {
    case 'refused':
      return `autoprov.${reason.method} answered ${count === 1 ? redact(formatRefusal(reason.refusal)) : reason.refusal.code} for ${names}. ${meanings[reason.refusal.code]}`;
    case 'failed':
      return `${phones(count)} could not be ${step}: ${names}. ${reason.failure.cause ? `${whatFailed(reason.failure)} ${advice(connection, reason.failure)}` : 'An interrupt came before.'}`;
    case 'registered elsewhere': {
      const points =
        count === 1
          ? `It points to ${describe(reason.registration)}.`
          : `The first one points to ${describe(reason.registration)}.`;
      return `${phones(count)} ${be} registered in your account already, with another URL or provider name: ${names}. ${points} To overwrite: on_conflict = "replace".`;
    }
    case 'of another account':
      return `${phones(count)} ${be} registered by another account: ${names}. Only their owner or the vendor can free them.`;
    case 'claimed':
      return `${phones(count)} ${be} registered by another resource of this configuration, in this same apply: ${names}. A phone is one registration: keep it in one of the two.`;
    case 'without ID':
      return `${phones(count)} cannot be changed without the ID from the label, since a change deregisters and registers anew: ${names}. Write the whole MAC-ID, as in 7C2F80820EC0-55DF.`;
  }
}

/** The current state of phones that are neither as before nor as planned. */
function standing(failures: readonly Failure[]): readonly string[] {
  const lines: string[] = [];
  const nowhere = failures.filter(({ actualState, step }) => actualState === 'nowhere' && step !== 'registered');
  if (nowhere.length > 0) lines.push(`Not registered any more: ${macs(nowhere)}. The next apply registers them.`);
  const unknown = failures.filter(({ actualState }) => actualState === 'unknown');
  if (unknown.length > 0) {
    lines.push(`The current registration is unknown for ${macs(unknown)}. Run plan again to check it.`);
  }
  return lines;
}

const macs = (failures: readonly Failure[]): string =>
  named(
    failures
      .map(({ mac }) => mac)
      .sort((a, b) => a - b)
      .slice(0, 20)
      .map(macText),
    failures.length,
  );

const path = ['devices'];

const headlineOf = ({ failures, interrupted }: Outcome): string => {
  if (interrupted) return 'Interrupted';
  const steps = new Set(failures.map(({ step }) => step));
  const [step = 'changed'] = steps;
  return `${phones(failures.length)} could not be ${steps.size === 1 ? step : 'changed'}`;
};

/** The change failed. Says how much of it was rolled back. */
export function notCarriedOut(connection: Connection, outcome: Outcome, of: 'create' | 'update'): Problem {
  const { failures, undone, notUndone, done } = outcome;
  const clean = notUndone.length === 0 && done.length === 0;
  const result = !clean
    ? 'the rollback failed'
    : failures.every(isUnchanged)
      ? 'nothing was changed'
      : 'some phones have changed';
  const state = clean
    ? [
        undone > 0
          ? `All or nothing (on_failure = "rollback"): ${phones(undone)} changed before the failure ${undone === 1 ? 'was' : 'were'} rolled back.${failures.every(isUnchanged) ? ' Nothing was changed in the end.' : ''}`
          : failures.every(isUnchanged)
            ? 'Nothing was changed.'
            : 'No other phone was changed.',
      ]
    : [
        `Rollback failed for ${phones(done.reduce((sum, batch) => sum + sizeOf(batch), 0))}.`,
        ...doneLines(outcome),
        ...reasons(connection, notUndone),
        of === 'create'
          ? 'They are not in the state. The next apply recognises phones that are registered as planned.'
          : 'The state contains the current registrations. Apply again to continue.',
      ];
  return {
    summary: `${headlineOf(outcome)}: ${result}`,
    detail: [...reasons(connection, failures), ...state, ...standing([...failures, ...notUndone])].join('\n\n'),
    path,
  };
}

/** The changes that were not rolled back, by MAC. */
function doneLines({ done }: Outcome): readonly string[] {
  const lines = new Map<string, number[]>();
  for (const { from, to, phones: of } of done) {
    const what = to === null ? 'Deregistered' : from === null ? 'Registered' : 'Changed';
    lines.set(what, [...(lines.get(what) ?? []), ...of.macs]);
  }
  return [...lines].map(
    ([what, numbers]) =>
      `${what} now: ${named(
        numbers
          .sort((a, b) => a - b)
          .slice(0, 20)
          .map(macText),
        numbers.length,
      )}.`,
  );
}

/** A change or a deletion was made in part. */
export function partlyCarriedOut(connection: Connection, outcome: Outcome, of: 'change' | 'delete'): Problem {
  const { failures, cutShort, done, recognised } = outcome;
  const worked = done.reduce((sum, batch) => sum + sizeOf(batch), 0) + recognised;
  const kept = of === 'change' ? 'What worked was kept (on_failure = "continue")' : 'Deregistered now';
  const rest = cutShort ? ['The rest was not tried.'] : [];
  const next =
    of === 'change'
      ? 'The next plan shows what is missing, and the next apply tries it again.'
      : 'The state has the others, and the next destroy goes on with them.';
  return {
    summary: headlineOf(outcome),
    detail: [
      ...reasons(connection, failures),
      [`${kept}: ${phones(worked)}.`, ...rest, next].join(' '),
      ...standing(failures),
    ].join('\n\n'),
    path,
  };
}

/** Phones of a removed resource or row that another resource has claimed. */
export const staysRegistered = (taken: readonly string[]): Problem => ({
  summary: `${phones(taken.length)} ${taken.length === 1 ? 'stays' : 'stay'} registered`,
  detail: `In this same apply another resource has taken over ${named(taken, taken.length)}. They belong to that one now.`,
});

/** The registrations of the fleet could not be read. */
export function couldNotBeAsked(connection: Connection, failure: CallError): Problem {
  if (failure.cause === undefined) return { summary: 'Interrupted', detail: 'Nothing was changed.' };
  return {
    summary: `The registrations of the fleet could not be read: ${headline(failure)}`,
    detail: `${whatFailed(failure)} Nothing was changed.\n\n${advice(connection, failure)}`,
  };
}

/** A warning: the file contains passwords in clear text. */
export const credentialsInRows = (count: number): Problem => ({
  summary: `Credentials in clear in ${count === 1 ? 'a redirect URL' : `${count} redirect URLs`} of devices`,
  detail:
    'Plans hide devices, but the file and the state have them in clear. url_credentials of the resource puts credentials into its default url; password_wo there is not even in the state.',
  path: ['devices'],
});

/** A warning: the apply can register these phones only if they are already registered. */
export const withoutIds = (first: readonly string[], count: number): Problem => ({
  summary: `${phones(count)} cannot be registered without ${count === 1 ? 'its ID' : 'their IDs'}`,
  detail: `To be registered, or changed, a phone needs the 4-character ID from its label: 7C2F80820EC0-55DF. devices has the MAC alone for ${named(first, count)}.`,
  path,
});

/** A warning: the account has registered these phones exactly as planned. */
export const takenOverAtPlan = (macs: readonly string[]): Problem => ({
  summary: `${phones(macs.length)} ${macs.length === 1 ? 'is' : 'are'} registered already, as planned`,
  detail: `By hand, by another configuration, or by an apply that was interrupted: ${named(macs, macs.length)}. The apply takes them over and registers nothing anew.`,
  path,
});

/** A warning: the account has registered these phones with another target. */
export function registeredElsewhereAtPlan(
  found: readonly { readonly mac: string; readonly url: string; readonly providerName: string }[],
  onConflict: OnConflict,
): Problem {
  const [first] = found;
  const count = found.length;
  const points = first
    ? `${first.mac} points to ${redactUrl(first.url)} (provider name ${JSON.stringify(first.providerName)}).`
    : '';
  const names = named(
    found.slice(0, 20).map(({ mac }) => mac),
    count,
  );
  return {
    summary: `${phones(count)} ${count === 1 ? 'is' : 'are'} registered already, with another URL or provider name`,
    detail: `In your account: ${names}. ${points}
${
  onConflict === 'replace'
    ? 'on_conflict = "replace": the apply deregisters and registers anew, as planned.'
    : `The apply will fail for ${count === 1 ? 'it' : 'them'}.

To overwrite them:                 on_conflict = "replace"
To take over what the account has, before the resource is created:
                                   import {
                                     to = <this resource>
                                     id = "*"
                                   }`
}`,
    path,
  };
}

/** A warning: two resources of one configuration have the same phones. */
export const claimedTwiceAtPlan = (macs: readonly string[]): Problem => ({
  summary: `Two resources claim ${phones(macs.length)}`,
  detail: `${named(macs, macs.length)}: a phone is one registration. Whichever resource is applied last decides where it points, and both will change it again and again. Keep it in one of the two.`,
  path,
});
