import { mapInSlices } from '../event-loop/index.ts';
import { type IdGuessLimiter, TooManyGuessesError } from '../guess-limits/index.ts';
import type { Actor, AuditLog } from '../storage/index.ts';

/** The comparisons of one request's IDs, which count as guesses if they are wrong. */
export interface IdComparisons {
  /** Whether the request names this MAC with several IDs, none of which is compared. */
  isContradictory(mac: string): boolean;
  /** Compares an ID, unless there were too many wrong ones. */
  isRight(mac: string, matches: () => boolean): boolean;
  /**
   * Call it before the answer: the wrong IDs are written to the audit log.
   *
   * @throws TooManyGuessesError if the request is about one phone and its ID was not compared
   */
  end(): Promise<void>;
}

interface PhoneWithId {
  readonly mac: string;
  readonly id?: string | undefined;
}

export interface IdComparisonDependencies {
  readonly guessLimiter: IdGuessLimiter;
  readonly auditLog: Pick<AuditLog, 'add'>;
  readonly now: () => Date;
}

/** Prepares the comparisons of these phones' IDs: looks up how often IDs were guessed for them. */
export async function compareIds(
  { guessLimiter, auditLog, now }: IdComparisonDependencies,
  actor: Actor,
  phones: readonly PhoneWithId[],
): Promise<IdComparisons> {
  const source = { kind: 'account', accountId: actor.accountId } as const;
  const { macs, contradictory } = await readIds(phones);
  await guessLimiter.load(macs);
  const wrong = new Set(contradictory);
  const waits = new Map<string, number>();
  return {
    isContradictory: (mac) => contradictory.has(mac),
    isRight: (mac, matches) => {
      if (contradictory.has(mac)) return false;
      const comparison = guessLimiter.compare(mac, source, matches);
      if (comparison === 'wrong') wrong.add(mac);
      else if (comparison !== 'right') waits.set(mac, comparison.retryAfterMs);
      return comparison === 'right';
    },
    end: async () => {
      await guessLimiter.share();
      if (wrong.size > 0) await auditLog.add(actor, { at: now(), action: 'wrong_id', macs: [...wrong] });
      const [first] = waits;
      if (first !== undefined && phones.length === 1) throw new TooManyGuessesError(...first);
    },
  };
}

/** The MACs that come with an ID, and those that come with several. */
async function readIds(
  phones: readonly PhoneWithId[],
): Promise<{ readonly macs: readonly string[]; readonly contradictory: ReadonlySet<string> }> {
  const ids = new Map<string, string>();
  const contradictory = new Set<string>();
  await mapInSlices(phones, ({ mac, id }) => {
    if (id === undefined) return;
    if ((ids.get(mac) ?? id) !== id) contradictory.add(mac);
    ids.set(mac, id);
  });
  return { macs: [...ids.keys()], contradictory };
}
