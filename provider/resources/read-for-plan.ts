import {
  concernsMethod,
  type AllFailedPhones,
  type CallContext,
  type Connection,
  type FailedPhones,
} from '../api/index.ts';
import { adviceFor, asCallError, describeCall, headline, type CallError } from '../diagnostics/index.ts';
import { named, phones } from './failures.ts';
import { ProviderError, type Context, type Problem } from '#framework';

/** The phones were not read, because the server is failing. Another read has reported that. */
export const UNREAD = Symbol('unread');

export interface ReadOptions<T> {
  /** The phones that are read. */
  readonly phones: FailedPhones;
  /** The request. @throws CallError */
  readonly ask: () => Promise<T>;
  /** The error, if it stands for these phones alone. */
  readonly failed: (error: CallError) => Problem;
}

/**
 * Reads phones for a plan. If the server is down or refuses the login, the first read reports one error for all phones, and
 * the others return UNREAD: see `readFailures`. An error that may concern only these phones is reported by itself.
 *
 * @throws ProviderError
 */
export async function readForPlan<T>(
  connection: Connection,
  { phones: read, ask, failed }: ReadOptions<T>,
  { signal, warn }: CallContext & Pick<Context, 'warn'>,
): Promise<T | typeof UNREAD> {
  const { planSession, readFailures } = connection;
  let error: CallError | undefined;
  if (!readFailures.hasFailed) {
    try {
      return await ask();
    } catch (thrown) {
      error = asCallError(thrown);
      if (concernsMethod(error.cause)) throw new ProviderError(failed(error), { cause: error });
    }
  }
  // The plan fails, so it need not ask for new phones either.
  planSession.recordUnreachable();
  const isLate = readFailures.isReported;
  const all = await readFailures.add(read, error && headline(error), signal);
  if (all === undefined || error === undefined) {
    if (isLate && !signal.aborted) warn(notReadEither(read, error));
    return UNREAD;
  }
  throw new ProviderError(all.count === read.count ? failed(error) : failedForMany(connection, all, error), {
    cause: error,
  });
}

function failedForMany(connection: Connection, all: AllFailedPhones, error: CallError): Problem {
  const { count, macs, others } = all;
  const stands = `This error stands for ${phones(count)}: ${named(macs, count)}.`;
  if (error.cause === undefined) {
    return { summary: `${phones(count)} could not be read: interrupted`, detail: `Nothing was changed. ${stands}` };
  }
  const otherReasons = [...others].map(
    ([reason, failed]) =>
      `${failed.count === 1 ? 'One of them' : `${failed.count} of them`} failed for another reason, ${reason}: ${named(failed.macs, failed.count)}.`,
  );
  return {
    summary: `${phones(count)} could not be read: ${headline(error)}`,
    detail: [
      `${describeCall(error)} Nothing was changed.`,
      [stands, ...otherReasons].join('\n'),
      adviceFor(connection, error),
    ].join('\n\n'),
  };
}

/** A warning, with one summary for all phones: engines show one and count the rest. */
const notReadEither = ({ count, macs }: FailedPhones, error: CallError | undefined): Problem => ({
  summary: 'More phones could not be read',
  detail: `${named(macs, count)}: ${error ? `${headline(error)}.` : 'not asked for, because the redirect server was failing already.'} See the error.`,
});
