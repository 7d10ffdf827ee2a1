/** A request about one MAC: by whom, its answer, and its start and end. */
export interface Operation {
  readonly kind: 'register' | 'deregister';
  readonly account: string;
  readonly outcome: string;
  readonly start: number;
  readonly end: number;
}

/** The account that owns a MAC, or '' for none. */
type Owner = string;

/** The owner after an operation takes effect; undefined if that contradicts its answer. */
function apply(owner: Owner, { kind, account, outcome }: Operation): Owner | undefined {
  switch (outcome) {
    case 'registered':
      return kind === 'register' && owner === '' ? account : undefined;
    case 'in_use':
      return kind === 'register' && owner !== '' ? owner : undefined;
    case 'deregistered':
      return kind === 'deregister' && owner === account ? '' : undefined;
    case 'not_found':
      return kind === 'deregister' && owner !== account ? owner : undefined;
    default:
      return undefined;
  }
}

/** One possible history so far: the owner, and which pending operations have taken effect. */
interface Way {
  readonly owner: Owner;
  readonly done: ReadonlySet<Operation>;
}

/**
 * Checks whether the operations on one MAC are linearizable: whether each can take effect at a moment between its start
 * and its end so that every answer is correct. Returns the possible owners at the end; none if there is no such order.
 *
 * Processes the events in order of time. When an operation ends, it must have taken effect, so only the histories in
 * which it has are kept (Lowe, "Testing for linearizability", 2017).
 */
export function linearize(operations: readonly Operation[]): ReadonlySet<Owner> {
  const events = operations
    .flatMap((operation) => [
      { operation, at: operation.start, ends: false },
      { operation, at: operation.end, ends: true },
    ])
    .sort((a, b) => a.at - b.at || Number(a.ends) - Number(b.ends));
  const underWay = new Set<Operation>();
  let ways: readonly Way[] = [{ owner: '', done: new Set() }];
  for (const { operation, ends } of events) {
    if (!ends) {
      underWay.add(operation);
      continue;
    }
    ways = distinct(
      withAllOrders(ways, underWay)
        .filter(({ done }) => done.has(operation))
        .map(({ owner, done }) => ({ owner, done: new Set([...done].filter((other) => other !== operation)) })),
    );
    underWay.delete(operation);
  }
  return new Set(ways.map(({ owner }) => owner));
}

function withAllOrders(ways: readonly Way[], underWay: ReadonlySet<Operation>): readonly Way[] {
  let known = distinct(ways);
  for (;;) {
    const further = known.flatMap(({ owner, done }) =>
      [...underWay].flatMap((operation) => {
        const next = done.has(operation) ? undefined : apply(owner, operation);
        return next === undefined ? [] : [{ owner: next, done: new Set([...done, operation]) }];
      }),
    );
    const all = distinct([...known, ...further]);
    if (all.length === known.length) return all;
    known = all;
  }
}

function distinct(ways: readonly Way[]): readonly Way[] {
  const keyOf = ({ owner, done }: Way): string =>
    JSON.stringify([
      owner,
      [...done].map(({ start, end, account, kind }) => `${start} ${end} ${account} ${kind}`).sort(),
    ]);
  return [...new Map(ways.map((way) => [keyOf(way), way])).values()];
}
