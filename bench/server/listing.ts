import { spawnSync } from 'node:child_process';
import { judged } from '../compare.ts';
import type { Row } from '../row.ts';
import { phoneCount } from './fleet.ts';
import { startLoad, startOurs } from './processes.ts';

const rounds = 7;

/** A listing of the whole fleet is streamed: it starts at once and is never in memory completely. */
export async function listingRows(report: (line: string) => void): Promise<readonly Row[]> {
  report(`listDevices of 100,000, ${rounds} times: the first byte, and memory; the worst counts`);
  const ours = await startOurs();
  const login = await startLoad('checkDevice', ours.rpcUrl, 1);
  const load = await startLoad('listDevices', ours.rpcUrl, 1);
  try {
    // Warm up the server first.
    await login.run(3000);
    const before = residentMegabytes(ours.pid);
    let most = before;
    let firstByte = 0;
    for (let round = 0; round < rounds; round++) {
      const sampling = setInterval(() => {
        most = Math.max(most, residentMegabytes(ours.pid));
      }, 25);
      firstByte = Math.max(firstByte, (await load.run(phoneCount)).firstByte);
      clearInterval(sampling);
    }
    const growth = most - before;
    return [
      judged({ name: 'listDevices of 100,000, first byte', unit: 'ms', value: firstByte }, '< 50 ms', firstByte < 50),
      judged({ name: 'listDevices of 100,000, memory', unit: 'MB more', value: growth }, '< 50 MB', growth < 50),
    ];
  } finally {
    await login.end();
    await load.end();
    await ours.stop();
  }
}

/** The memory of a process in millions of bytes. */
function residentMegabytes(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return (Number(stdout) * 1024) / 1e6;
}
