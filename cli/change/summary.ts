import { formatCount, formatPhones, paint } from '../output.ts';
import type { ChangePlan, Impossible } from './change-plan.ts';
import type { Counts } from './tally.ts';
import { macText, redactUrl, type RedirectTarget } from '#autoprov';
import { causeOf, codeOf, describeTarget, keyOf, named, type Failure } from '#provider';

/** Phones that could not be changed for the same reason. */
export interface FailedGroup {
  readonly macs: readonly string[];
  readonly code: string;
  readonly cause: string;
}

/** Groups what failed, and what was impossible from the start, by its reason. */
export function groupFailures({ impossible }: ChangePlan, failures: readonly Failure[]): readonly FailedGroup[] {
  const before = [...Map.groupBy(impossible, causeOfImpossible)];
  const during = [...Map.groupBy(failures, (failure) => `${keyOf(failure)} ${failure.actual.kind}`).values()];
  return [
    ...before.map(([cause, phones]) => ({
      macs: phones.map(({ mac }) => mac),
      code: phones[0]?.code ?? '',
      cause,
    })),
    ...during.flatMap((phones) => {
      const [first] = phones;
      if (first === undefined) return [];
      const macs = phones.map(({ mac }) => macText(mac)).toSorted();
      const cause = [causeOf(first.reason, phones.length), stateOf(first, phones.length)].join(' ').trim();
      return [{ macs, code: codeOf(first.reason), cause }];
    }),
  ];
}

/** Why a phone cannot be changed, and what to do about it. */
function causeOfImpossible({ code, from }: Impossible): string {
  return code === 'missing ID' || from === null
    ? 'To register a phone, write its whole MAC-ID, as in 7C2F80820EC0-55DF. The ID is on its label.'
    : `Registered with ${describeTarget(from)}. To re-point such phones, add --on-conflict replace.`;
}

/** The current registration of the phones, if the failure does not imply it. */
function stateOf({ actual, step }: Failure, count: number): string {
  const isOne = count === 1;
  if (actual.kind === 'unknown') {
    return isOne ? 'Its current registration is unknown.' : 'Their current registrations are unknown.';
  }
  if (actual.kind !== 'not registered' || step !== 'changed') return '';
  return `${isOne ? 'It is' : 'They are'} not registered now.`;
}

/** `3 phones failed: MACs`, and the reason below. */
export const formatFailures = (groups: readonly FailedGroup[]): string =>
  groups
    .map(
      ({ macs, code, cause }) =>
        `${paint('red', `${formatPhones(macs.length)} failed`, process.stderr)} (${code}): ${named(macs)}\n  ${cause}\n`,
    )
    .join('');

/** How a count is called. A phone that needs no change is registered as declared, or not registered. */
export interface CountNames {
  readonly unchanged: string;
}

/** `10,000 phones: 9,500 registered, 500 registered already, in 1.8 s`. */
export const formatCounts = (total: number, counts: Counts, { unchanged }: CountNames, time: string): string =>
  `${formatPhones(total)}: ${[
    ...withNames([
      [counts.registered, 'registered'],
      [counts.repointed, 're-pointed'],
      [counts.deregistered, 'deregistered'],
      [counts.unchanged, unchanged],
      [counts.failed, 'failed'],
      [counts.unknown, 'with an unknown outcome'],
      [counts.notTried, 'not tried'],
    ]),
    `in ${time}`,
  ].join(', ')}`;

/** `10,000 phones: 9,500 to register, 500 registered already`. */
export function formatPlan(
  { registers, moves, deregisters, unchanged, impossible }: ChangePlan,
  names: CountNames,
): string {
  const counts: readonly (readonly [count: number, name: string])[] = [
    [registers.length, 'to register'],
    [moves.length, 'to re-point'],
    [deregisters.length, 'to deregister'],
    [unchanged.length, names.unchanged],
    [impossible.length, 'impossible'],
  ];
  const total = counts.reduce((sum, [count]) => sum + count, 0);
  return `${formatPhones(total)}: ${withNames(counts).join(', ')}`;
}

/** Counts with their names, without those of zero; for an empty file, that there is nothing to do. */
function withNames(counts: readonly (readonly [count: number, name: string])[]): readonly string[] {
  const present = counts.filter(([count]) => count > 0);
  return present.length === 0 ? ['nothing to do'] : present.map(([count, name]) => `${formatCount(count)} ${name}`);
}

/** What a phone would become, for a dry run. */
export interface PlannedRow {
  readonly mac: string;
  readonly change: 'register' | 're-point' | 'deregister' | 'impossible';
  readonly from: string;
  readonly to: string;
}

/** The changes of a plan, as rows without secrets. */
export function plannedRows({ registers, moves, deregisters, impossible }: ChangePlan): readonly PlannedRow[] {
  const rows = [
    ...[...registers, ...moves, ...deregisters].map(({ mac, from, to }): PlannedRow => ({
      mac,
      change: to === null ? 'deregister' : from === null ? 'register' : 're-point',
      from: from === null ? '' : describe(from),
      to: to === null ? '' : describe(to),
    })),
    ...impossible.map((phone): PlannedRow => ({
      mac: phone.mac,
      change: 'impossible',
      from: phone.from === null ? '' : describe(phone.from),
      to: phone.code,
    })),
  ];
  return rows.toSorted((a, b) => (a.mac < b.mac ? -1 : 1));
}

const describe = ({ url, providerName }: RedirectTarget): string => `${redactUrl(url)} (${providerName})`;
