import type { Timestamp } from '../gen/google/protobuf/timestamp.ts';

const NANOS_PER_MILLISECOND = 1_000_000;

/** @throws RangeError for an invalid date */
export function timestampMessage(date: Date): Timestamp {
  const seconds = Math.floor(date.getTime() / 1000);
  return { seconds: BigInt(seconds), nanos: (date.getTime() - seconds * 1000) * NANOS_PER_MILLISECOND };
}

/** The reverse of {@link timestampMessage}, rounded down to a millisecond. */
export const dateFromMessage = ({ seconds, nanos }: Timestamp): Date =>
  new Date(Number(seconds) * 1000 + Math.floor(nanos / NANOS_PER_MILLISECOND));
