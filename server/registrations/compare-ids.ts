import { type IdGuessLimiter, TooManyGuessesError } from '../guess-limits/index.ts';
import type { Actor, AuditLog } from '../storage/index.ts';

/** The comparisons of one request's IDs, which count as guesses if they are wrong. */
export interface IdComparisons {
  /** Call it first. */
  start(): Promise<void>;
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

export interface IdComparisonDependencies {
  readonly guessLimiter: IdGuessLimiter;
  readonly auditLog: Pick<AuditLog, 'add'>;
  readonly now: () => Date;
}

export function compareIds(
  { guessLimiter, auditLog, now }: IdComparisonDependencies,
  actor: Actor,
  phones: readonly { readonly mac: string; readonly id?: string | undefined }[],
): IdComparisons {
  const source = { kind: 'account', accountId: actor.accountId } as const;
  const contradictory = macsWithSeveralIds(phones);
  const wrong = new Set(contradictory);
  const waits = new Map<string, number>();
  return {
    start: () => guessLimiter.load(phones.flatMap(({ mac, id }) => (id === undefined ? [] : [mac]))),
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

function macsWithSeveralIds(
  phones: readonly { readonly mac: string; readonly id?: string | undefined }[],
): ReadonlySet<string> {
  const ids = new Map<string, string>();
  const several = new Set<string>();
  for (const { mac, id } of phones) {
    if (id === undefined) continue;
    if ((ids.get(mac) ?? id) !== id) several.add(mac);
    ids.set(mac, id);
  }
  return several;
}
