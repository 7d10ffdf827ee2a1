import type { RegistrationService } from '../registrations/index.ts';
import type { Actor } from '../storage/index.ts';
import { refusalText } from '../xmlrpc/index.ts';
import type { DeviceFilePlan, PlannedRow } from './device-file-plan.ts';
import { csvField, type RedirectTarget, type Refusal } from '#autoprov';

/** What became of a row of a device file. */
export interface RowOutcome {
  readonly line: number;
  readonly mac: string;
  readonly outcome: 'registered' | 're-pointed' | 'unchanged' | 'refused';
  readonly refusal?: Refusal;
}

/** Phones of one transaction. */
const SLICE = 1000;

/** Registers and re-points phones in slices. Yields the outcomes of each slice. */
export async function* applyDeviceFile(
  service: RegistrationService,
  actor: Actor,
  { register, repoint }: DeviceFilePlan,
): AsyncGenerator<readonly RowOutcome[]> {
  for (const { rows, target } of slices(repoint)) {
    const outcomes = await service.repoint(actor, macIdsOf(rows), target);
    yield rows.map(({ line, mac }, at): RowOutcome => {
      const outcome = outcomes[at];
      if (outcome?.ok === true) return { line, mac, outcome: outcome.changed ? 're-pointed' : 'unchanged' };
      return refused({ line, mac }, outcome?.refusal);
    });
  }
  for (const { rows, target } of slices(register)) {
    const outcomes = await service.register(actor, macIdsOf(rows), target);
    yield rows.map(({ line, mac }, at): RowOutcome => {
      const outcome = outcomes[at];
      return outcome?.ok === true ? { line, mac, outcome: 'registered' } : refused({ line, mac }, outcome?.refusal);
    });
  }
}

/** The outcomes as a CSV file, in the order of the lines. */
export function* outcomesCsv(outcomes: readonly RowOutcome[]): Generator<string> {
  yield 'line,mac,outcome,answer\n';
  const sorted = outcomes.toSorted((a, b) => a.line - b.line);
  for (let start = 0; start < sorted.length; start += SLICE) {
    yield sorted
      .slice(start, start + SLICE)
      .map(
        ({ line, mac, outcome, refusal }) =>
          `${line},${mac},${outcome},${csvField(refusal ? refusalText(refusal) : '')}\n`,
      )
      .join('');
  }
}

const refused = (row: { readonly line: number; readonly mac: string }, refusal: Refusal | undefined): RowOutcome => ({
  ...row,
  outcome: 'refused',
  ...(refusal && { refusal }),
});

const macIdsOf = (rows: readonly PlannedRow[]): readonly string[] => rows.map(({ macId }) => macId);

/** The rows by target, at most `SLICE` at a time. */
function slices(
  rows: readonly PlannedRow[],
): readonly { readonly rows: readonly PlannedRow[]; readonly target: RedirectTarget }[] {
  const byTarget = new Map<string, PlannedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.target.url, row.target.providerName]);
    const known = byTarget.get(key);
    if (known === undefined) byTarget.set(key, [row]);
    else known.push(row);
  }
  return [...byTarget.values()].flatMap((all) => {
    const [{ target } = { target: { url: '', providerName: '' } }] = all;
    const count = Math.ceil(all.length / SLICE);
    return Array.from({ length: count }, (_, at) => ({ rows: all.slice(at * SLICE, (at + 1) * SLICE), target }));
  });
}
