import {
  isUnchanged,
  sizeOf,
  type Batch,
  type ChangeOutcome,
  type Connection,
  type Failure,
  type OnConflict,
} from '../../api/index.ts';
import { adviceFor, describeCall, describeTarget, headline, type CallError } from '../../diagnostics/index.ts';
import { adviceOn, causeOf, keyOf, MAX_NAMED, named, namedMacs, phones } from '../failures.ts';
import { phrases } from './last-change.ts';
import type { FileAttribute } from './line-errors.ts';
import type { RoutesOfKind } from './route-groups.ts';
import { macAt, type Fleet, type RedirectTarget } from '#autoprov';
import type { Problem } from '#framework';

// Errors and warnings: which phones, the cause in the server's words, the current state, what to do.

const path = ['devices'];

/** One paragraph for each cause: the phones that it is about, the cause, and what to do. */
function paragraphs(connection: Connection, failures: readonly Failure[]): readonly string[] {
  const groups = Map.groupBy(
    failures.toSorted((a, b) => a.mac - b.mac),
    keyOf,
  );
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (first === undefined) return '';
    const which = `${phones(group.length)} could not be ${first.step}: ${namesOf(group)}.`;
    return `${which}\n${causeOf(first.reason, group.length)} ${adviceOn(connection, first.reason)}`;
  });
}

const namesOf = (failures: readonly Failure[]): string => namedMacs(failures.map(({ mac }) => mac));

/** The current state of phones that are neither as before nor as planned. */
function currentState(failures: readonly Failure[]): readonly string[] {
  const lines: string[] = [];
  const gone = failures.filter(({ actual, step }) => actual.kind === 'not registered' && step !== 'registered');
  if (gone.length > 0) lines.push(`Not registered any more: ${namesOf(gone)}. The next apply registers them.`);
  const unknown = failures.filter(({ actual }) => actual.kind === 'unknown');
  if (unknown.length > 0) {
    lines.push(`The current registration is unknown for ${namesOf(unknown)}. Run plan again to check it.`);
  }
  return lines;
}

function headlineOf({ failures, isInterrupted }: ChangeOutcome): string {
  if (isInterrupted) return 'Interrupted';
  const [step = 'changed', ...others] = new Set(failures.map((failure) => failure.step));
  return `${phones(failures.length)} could not be ${others.length === 0 ? step : 'changed'}`;
}

/** The change failed. Says how much of it was rolled back. */
export function changeFailed(connection: Connection, outcome: ChangeOutcome, of: 'create' | 'update'): Problem {
  const { failures, undone, notUndone, done } = outcome;
  const isUndone = notUndone.length === 0 && done.length === 0;
  const areUnchanged = failures.every(isUnchanged);
  const result = !isUndone ? 'the rollback failed' : areUnchanged ? 'nothing was changed' : 'some phones have changed';
  const rolledBack = undone > 0 ? [`Rolled back ${phones(undone)} (on_failure = "rollback").`] : [];
  const state = isUndone
    ? [[...rolledBack, areUnchanged ? 'Nothing was changed.' : 'No other phone was changed.'].join(' ')]
    : [
        `Rollback failed for ${phones(countOf(done))}.`,
        ...remaining(done),
        ...paragraphs(connection, notUndone),
        of === 'create'
          ? 'They are not in the state. The next apply recognises phones that are registered as planned.'
          : 'The state contains the current registrations. Apply again to continue.',
      ];
  return {
    summary: `${headlineOf(outcome)}: ${result}`,
    detail: [...paragraphs(connection, failures), ...state, ...currentState([...failures, ...notUndone])].join('\n\n'),
    path,
  };
}

const countOf = (batches: readonly Batch[]): number => batches.reduce((sum, batch) => sum + sizeOf(batch), 0);

/** The changes that were not rolled back, by MAC. */
function remaining(done: readonly Batch[]): readonly string[] {
  const kinds = Map.groupBy(done, ({ from, to }) =>
    to === null ? 'Deregistered' : from === null ? 'Registered' : 'Changed',
  );
  return [...kinds].map(([kind, batches]) => {
    const macs = batches.flatMap((batch) => [...batch.phones.macs]);
    return `${kind} now: ${namedMacs(macs)}.`;
  });
}

/** A change or a deletion was made in part. */
export function changedInPart(connection: Connection, outcome: ChangeOutcome, of: 'change' | 'delete'): Problem {
  const { failures, isCutShort, done, recognised } = outcome;
  const worked = phones(countOf(done) + recognised);
  const kept =
    of === 'change' ? `Changes of ${worked} were kept (on_failure = "continue").` : `Deregistered ${worked}.`;
  const rest = isCutShort ? ['The rest was not tried.'] : [];
  const next =
    of === 'change'
      ? 'The next plan shows what is missing, and the next apply tries it again.'
      : 'The others stay in the state. Destroy again to continue.';
  return {
    summary: headlineOf(outcome),
    detail: [...paragraphs(connection, failures), [kept, ...rest, next].join(' '), ...currentState(failures)].join(
      '\n\n',
    ),
    path,
  };
}

/** A warning: phones of a removed resource or row belong to another resource now. */
export const stayRegistered = (claimed: readonly string[]): Problem => ({
  summary: `${phones(claimed.length)} ${claimed.length === 1 ? 'stays' : 'stay'} registered`,
  detail: `Another resource has taken over ${named(claimed)} during this apply. They belong to that resource now.`,
});

/** A warning at plan: phones of a removed row are declared by another resource. */
export const movesAway = (macs: readonly string[]): Problem => ({
  summary: `${phones(macs.length)} ${macs.length === 1 ? 'moves' : 'move'} to another resource`,
  detail: `Another resource declares ${named(macs)}. The apply leaves the registrations as they are.`,
  path,
});

/** The registrations of the fleet could not be read. */
export function readFailed(connection: Connection, error: CallError): Problem {
  if (error.cause === undefined) return { summary: 'Interrupted', detail: 'Nothing was changed.' };
  return {
    summary: `The registrations of the fleet could not be read: ${headline(error)}`,
    detail: `${describeCall(error)} Nothing was changed.\n\n${adviceFor(connection, error)}`,
  };
}

/** A warning: the file contains passwords in clear text. */
export const credentialsInRows = (count: number): Problem => ({
  summary: `Credentials in clear text in ${count === 1 ? 'a redirect URL' : `${count} redirect URLs`} of devices`,
  detail:
    'Plans hide devices, but the file and the state contain the credentials in clear text. url_credentials adds credentials to the default URL of the resource, and its password_wo is not stored in the state.',
  path,
});

/** A warning: the apply can register these phones only if they are already registered. */
export const withoutIds = (first: readonly string[], count: number, idAttribute: string | undefined): Problem => ({
  summary: `${phones(count)} cannot be registered without ${count === 1 ? 'its ID' : 'their IDs'}`,
  detail: `devices contains only the MAC of ${named(first, count)}${idAttribute === undefined ? '' : `, and ${idAttribute} has no ID for ${count === 1 ? 'it' : 'them'}`}. To register or change a phone, the server needs the 4-character ID from its label.

${
  idAttribute === undefined
    ? 'Write the whole MAC-ID, as in 7C2F80820EC0-55DF.'
    : `Add the whole MAC-ID to ${idAttribute}, as in 7C2F80820EC0-55DF.`
}`,
  path,
});

/** `7C2F80000001 (line 3)`: phones of a fleet by their indices. */
export const macsWithLines = (fleet: Fleet, indices: readonly number[]): readonly string[] =>
  indices.map((at) => `${macAt(fleet, at)} (line ${fleet.lines[at] ?? 0})`);

/** A warning: IDs of phones that are not in the fleet. */
export const unusedIds = (attribute: FileAttribute, ids: Fleet, unused: Uint32Array): Problem => ({
  summary: `${attribute} contains phones that devices does not`,
  detail: `There is no row for ${named(macsWithLines(ids, [...unused.subarray(0, MAX_NAMED)]), unused.length)}. Nothing is done with ${unused.length === 1 ? 'this ID' : 'these IDs'}.

If the phone is new, check its MAC and add a row to devices; if it was removed, delete its ID.`,
  path: [attribute],
});

/** A warning: the account has registered these phones exactly as planned. */
export const takenOverAtPlan = (macs: readonly string[]): Problem => ({
  summary: `${phones(macs.length)} ${macs.length === 1 ? 'is' : 'are'} already registered as planned`,
  detail: `Someone, another configuration, or an interrupted apply has registered ${named(macs)}. The apply takes them over without a change on the server.`,
  path,
});

/** A warning: the account has registered these phones with another target. */
export function registeredElsewhereAtPlan(
  found: readonly ({ readonly mac: string } & RedirectTarget)[],
  onConflict: OnConflict,
): Problem {
  const [first] = found;
  const count = found.length;
  const [are, them] = count === 1 ? ['is', 'it'] : ['are', 'them'];
  const points = first ? `${first.mac} points to ${describeTarget(first)}.` : '';
  return {
    summary: `${phones(count)} ${are} already registered with another URL or provider name`,
    detail: `In your account: ${named(
      found.slice(0, MAX_NAMED).map(({ mac }) => mac),
      count,
    )}. ${points}
${
  onConflict === 'replace'
    ? `Because of on_conflict = "replace", the apply overwrites ${count === 1 ? 'this registration' : 'these registrations'}.`
    : `The apply will fail for ${them}.

To overwrite ${them}:                 on_conflict = "replace"
To take over what the account has, before the resource is created:
                                   import {
                                     to = <address of this resource>
                                     id = "*"
                                   }`
}`,
    path,
  };
}

/** A warning: two resources of one configuration have the same phones. */
export const claimedTwiceAtPlan = (macs: readonly string[]): Problem => ({
  summary: `Two resources claim ${phones(macs.length)}`,
  detail: `Each apply of one resource overwrites the registrations of the other: ${named(macs)}. A phone has one registration: keep it in one of the two resources.`,
  path,
});

/** A warning: the apply sends phones to other URLs. */
export const rePointsPhones = (routes: RoutesOfKind): Problem => ({
  summary: `This apply re-points ${phones(routes.count)}`,
  detail: sentences(phrases(routes, 'present')),
  path,
});

/** Phrases without a subject as sentences about the apply, one a line. */
const sentences = (texts: readonly string[]): string => texts.map((text) => `It ${text}.`).join('\n');
