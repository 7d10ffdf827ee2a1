import { execFileSync } from 'node:child_process';
import { peerPath } from './foreign-peers.ts';

/**
 * The environment of a process whose wall clock is wrong by `shift`, as in `-1h` or `+400d`. Its monotonic clock, by which
 * timers run, is right. With an empty shift, the clock is right.
 */
export function wrongClock(shift: string): Readonly<Record<string, string>> {
  if (shift === '') return {};
  const program = 'process.stdout.write(process.env.LD_PRELOAD)';
  const library = execFileSync(peerPath('faketime'), ['-f', shift, process.execPath, '-e', program], {
    encoding: 'utf8',
    env: { DONT_FAKE_MONOTONIC: '1' },
  });
  return { LD_PRELOAD: library, FAKETIME: shift, DONT_FAKE_MONOTONIC: '1' };
}
