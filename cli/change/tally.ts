import type { ChangePlan } from './change-plan.ts';
import type { BatchOutcome, ChangeOutcome, Failure } from '#provider';

/** The number of phones with each result. Together they are all phones that were named. */
export interface Counts {
  registered: number;
  repointed: number;
  deregistered: number;
  unchanged: number;
  failed: number;
  /** Their request was sent, and its answer did not come before the command ended. */
  unknown: number;
  /** Nothing was tried, because of an interrupt or because the server does not answer. */
  notTried: number;
}

/** Counts the results of a change while it runs. */
export interface Tally {
  /** Phones of a batch are about to be sent. */
  start(phones: number): void;
  add(outcome: BatchOutcome): void;
  /** The phones that are settled so far. */
  settled(): number;
  /** @param outcome of the whole change; undefined if it was abandoned */
  result(outcome: ChangeOutcome | undefined): { readonly counts: Counts; readonly failures: readonly Failure[] };
}

export function startTally(plan: ChangePlan): Tally {
  const total = plan.registers.length + plan.moves.length + plan.deregisters.length;
  const done = { registered: 0, repointed: 0, deregistered: 0 };
  const failuresSoFar: Failure[] = [];
  let inFlight = 0;
  const changed = (): number => done.registered + done.repointed + done.deregistered;
  return {
    start: (phones) => {
      inFlight += phones;
    },
    add: ({ done: { from, to, phones }, failures, inUse, claimed }) => {
      const size = phones.macs.length;
      done[to === null ? 'deregistered' : from === null ? 'registered' : 'repointed'] += size;
      failuresSoFar.push(...failures);
      inFlight -= size + failures.length + inUse.phones.macs.length + claimed.length;
    },
    settled: () => changed() + failuresSoFar.length,
    result: (outcome) => {
      const failures = (outcome?.failures ?? failuresSoFar).filter((failure) => !isUntried(failure));
      const failed = failures.filter(({ actual }) => actual.kind !== 'unknown').length;
      const recognised = outcome?.recognised ?? 0;
      const unknown = failures.length - failed + (outcome === undefined ? Math.max(0, inFlight) : 0);
      const counts = {
        ...done,
        unchanged: plan.unchanged.length + recognised,
        failed: plan.impossible.length + failed,
        unknown,
        notTried: total - changed() - recognised - failed - unknown,
      };
      return { counts, failures };
    },
  };
}

/** Whether an interrupt came before the request. */
const isUntried = ({ reason }: Failure): boolean => reason.kind === 'call failed' && reason.error.cause === undefined;
