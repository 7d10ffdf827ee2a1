import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { peerPath } from './foreign-peers.ts';

/** How far a wall clock is from the right time, as in `-1h` or `+400d`; `+0` is right. */
export type ClockShift = `${'+' | '-'}${string}`;

/** The wall clock of processes that a test starts. Their monotonic clock, by which timers run, is right. */
export interface WallClock {
  /** The environment of the processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets the clock, also of processes that run. */
  set(shift: ClockShift): void;
}

/** A clock that is right until it is set. @param file keeps the shift; a path in a folder of the test */
export function useWallClock(file: string): WallClock {
  const set = (shift: ClockShift): void => writeFileSync(file, shift);
  set('+0');
  const settings = { DONT_FAKE_MONOTONIC: '1', FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' };
  return { env: { ...settings, LD_PRELOAD: faketimeLibrary() }, set };
}

/** The library that the program `faketime` loads into the program that it starts. */
function faketimeLibrary(): string {
  const program = 'process.stdout.write(process.env.LD_PRELOAD)';
  return execFileSync(peerPath('faketime'), ['-f', '+0', process.execPath, '-e', program], {
    encoding: 'utf8',
    env: { DONT_FAKE_MONOTONIC: '1' },
  });
}
