import { CommandError, exitCodes } from '../command.ts';
import { formatTable, paint, print, printJson, timeSince, writeAll } from '../output.ts';
import type { Account } from '../redirect-server.ts';
import { batchesFor } from './batches.ts';
import type { ChangePlan } from './change-plan.ts';
import { takeInterrupts, type Interrupts } from './interrupts.ts';
import { showProgress } from './progress.ts';
import { formatCounts, formatFailures, formatPlan, groupFailures, plannedRows, type CountNames } from './summary.ts';
import { startTally, type Counts } from './tally.ts';
import { TransportError } from '#autoprov';
import {
  CallError,
  changeRegistrations,
  connect,
  defaultLimits,
  findRegistrations,
  type Batch,
  type CallContext,
  type Connection,
  type Registrations,
} from '#provider';

export interface ChangeOptions {
  readonly account: Account;
  /** The phones in question. */
  readonly macs: readonly string[];
  /** Compares them with the account. */
  readonly planChange: (found: Registrations) => ChangePlan;
  readonly names: CountNames;
  readonly onConflict?: 'fail' | 'replace';
  readonly isDryRun: boolean;
  readonly asJson: boolean;
  /** Asks whether to go on. */
  readonly confirm?: (plan: ChangePlan, signal: AbortSignal) => Promise<boolean>;
}

/**
 * Changes the registrations of an account, and prints a summary. Phones that need no change are left alone, so a repeated
 * command completes an interrupted one.
 *
 * @throws CommandError if the account could not be read
 */
export async function changeAccount(options: ChangeOptions): Promise<void> {
  const { account, macs, planChange, isDryRun, confirm } = options;
  const started = performance.now();
  const connection = connect({ ...defaultLimits, ...account, onConflict: 'fail' });
  const interrupts = takeInterrupts();
  try {
    const found = await readAccount(connection, macs, interrupts.signal);
    const plan = planChange(found);
    if (isDryRun) {
      await showPlan(plan, options);
      return;
    }
    if (confirm && !(await confirm(plan, interrupts.signal))) {
      const exitCode = interrupts.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
      throw new CommandError('Cancelled. Nothing was changed.', exitCode);
    }
    await carryOut(connection, plan, { ...options, interrupts, started });
  } finally {
    interrupts.release();
    connection.client.close();
  }
}

/** The registrations of these phones. @throws CommandError */
async function readAccount(
  connection: Connection,
  macs: readonly string[],
  signal: AbortSignal,
): Promise<Registrations> {
  try {
    return await findRegistrations(connection, macs, [], { signal, abandoned: signal, log: silent });
  } catch (error) {
    if (signal.aborted) throw new CommandError('Interrupted. Nothing was changed.', exitCodes.interrupted);
    if (!(error instanceof CallError)) throw error;
    throw new CommandError(error.message, exitCodes.unreachable, { cause: error });
  }
}

/** Prints what would be done, and does nothing. */
async function showPlan(plan: ChangePlan, { asJson, names }: ChangeOptions): Promise<void> {
  const rows = plannedRows(plan);
  if (asJson) await writeAll(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  else {
    const cells = rows.map(({ mac, change, from, to }) => [mac, change, from, to]);
    if (cells.length > 0) await writeAll(formatTable(['MAC', 'CHANGE', 'FROM', 'TO'], cells));
    print(`Nothing was changed. ${formatPlan(plan, names)}`);
  }
  if (plan.impossible.length > 0) process.exitCode = exitCodes.failed;
}

interface Run extends ChangeOptions {
  readonly interrupts: Interrupts;
  readonly started: number;
}

async function carryOut(
  connection: Connection,
  plan: ChangePlan,
  { macs, names, onConflict = 'fail', asJson, interrupts, started }: Run,
): Promise<void> {
  const tally = startTally(plan);
  const progress = showProgress(macs.length - plan.unchanged.length - plan.impossible.length);
  function* batches(changes: ChangePlan['registers']): Generator<Batch> {
    for (const batch of batchesFor(changes, connection.batchSize)) {
      tally.start(batch.phones.macs.length);
      yield batch;
    }
  }
  const change = changeRegistrations({
    connection,
    context: { signal: interrupts.signal, log: silent },
    changes: {
      registers: batches(plan.registers),
      moves: batches(plan.moves),
      deregisters: batches(plan.deregisters),
    },
    onConflict,
    onFailure: 'continue',
    onBatch: (outcome) => {
      tally.add(outcome);
      progress.update(tally.settled());
    },
  });
  const outcome = await Promise.race([change, interrupts.graceOver]);
  progress.end();
  const { counts, failures } = tally.result(outcome);
  const groups = groupFailures(plan, failures);
  const isInterrupted = interrupts.signal.aborted;
  const summary = formatCounts(macs.length, counts, names, timeSince(started));
  if (asJson) {
    const seconds = Math.round(performance.now() - started) / 1000;
    printJson({ phones: macs.length, ...counts, interrupted: isInterrupted, seconds, failures: groups });
  } else {
    process.stderr.write(formatFailures(groups));
    print(isComplete(counts) ? paint('green', summary) : summary);
    if (counts.unknown + counts.notTried > 0) {
      process.stderr.write(`${isInterrupted ? 'Interrupted. ' : ''}Run the same command again to do the rest.\n`);
    }
  }
  const isDown = failures.some(({ reason }) => reason.kind === 'call failed' && isTransportError(reason.error.cause));
  process.exitCode = exitCodeOf(counts, isInterrupted, isDown);
  // Requests in flight would keep the process alive.
  if (outcome === undefined) await exitNow();
}

const isComplete = ({ failed, unknown, notTried }: Counts): boolean => failed + unknown + notTried === 0;

function exitCodeOf(counts: Counts, isInterrupted: boolean, isDown: boolean): number {
  if (isComplete(counts)) return exitCodes.done;
  if (isInterrupted) return exitCodes.interrupted;
  return isDown ? exitCodes.unreachable : exitCodes.failed;
}

const isTransportError = (cause: unknown): boolean => cause instanceof TransportError;

/** Ends the process when stdout is written. */
async function exitNow(): Promise<never> {
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit();
}

/** The command line reports the results instead of logging the requests. */
const nothing = (): undefined => undefined;
const silent: CallContext['log'] = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  mask: nothing,
  enabled: () => false,
};
