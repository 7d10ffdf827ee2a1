import { atLeast, forInformation } from '../compare.ts';
import { inTurns, summarize } from '../measure.ts';
import type { Row } from '../row.ts';
import { phoneCount } from './fleet.ts';
import {
  type Load,
  type LoadProcess,
  type Served,
  startBareFastify,
  startLoad,
  startNginx,
  startOurs,
} from './processes.ts';

const requests = 60_000;
/** The number of connections, as from a site with this many phones. */
const connections = 64;
const rounds = 7;
/** The number of listings in between, to see whether the server is as fast afterwards. */
const listings = 20;

/**
 * Logins of different phones, compared with servers that answer with a fixed 302: the difference is the cost of digest,
 * database and log.
 */
export async function phoneRows(report: (line: string) => void): Promise<readonly Row[]> {
  report(`registering ${phoneCount} phones`);
  const nginx = await startNginx();
  const ours = await startOurs();
  const bare = await startBareFastify();
  const loads = {
    phones: await startLoad('phones', ours.url, connections),
    bare: await startLoad('fixed', bare.url, connections),
    nginx: nginx === undefined ? undefined : await startLoad('fixed', nginx.url, connections),
  };
  try {
    const samples = await measure(loads, report);
    await listAll(ours, report);
    const after: Load[] = [];
    for (let round = 0; round < rounds; round += 1) after.push(await loads.phones.run(requests));
    return [...rowsOf(samples, nginx !== undefined), afterwards(samples.phones, after)];
  } finally {
    for (const load of Object.values(loads)) await load?.end();
    for (const served of [ours, bare, nginx]) await (served satisfies Served | undefined)?.stop();
  }
}

async function listAll({ rpcUrl }: Served, report: (line: string) => void): Promise<void> {
  report(`${listings} listings of all phones, and the phones once more`);
  const load = await startLoad('listDevices', rpcUrl, 1);
  for (let count = 0; count < listings; count += 1) await load.run(phoneCount);
  await load.end();
}

/** Earlier work must not slow a server down permanently. */
function afterwards(before: readonly (Load | undefined)[], after: readonly Load[]): Row {
  return forInformation({
    name: `phones that log in, after ${listings} lists of 100,000`,
    unit: 'requests/s',
    value: median(after, 'perSecond'),
    peer: median(before, 'perSecond'),
    peerName: 'ours before them',
  });
}

/** Null if there were no rounds because nginx is not installed. */
const median = (loads: readonly (Load | undefined)[], figure: keyof Load): number =>
  summarize(loads.flatMap((load) => (load === undefined ? [] : [load[figure]]))).median;

type Name = 'phones' | 'bare' | 'nginx';

function measure(
  loads: Readonly<Record<Name, LoadProcess | undefined>>,
  report: (line: string) => void,
): Promise<Record<Name, (Load | undefined)[]>> {
  return inTurns(
    {
      phones: () => loads.phones?.run(requests),
      bare: () => loads.bare?.run(requests),
      nginx: () => loads.nginx?.run(requests),
    },
    rounds,
    { warmUp: 2, onRound: (round) => report(`phones: run ${round} of ${rounds}`) },
  );
}

function rowsOf(samples: Record<Name, (Load | undefined)[]>, hasNginx: boolean): readonly Row[] {
  const phones = { name: 'phones that log in', unit: 'requests/s', value: median(samples.phones, 'perSecond') };
  const fastify = 'bare fastify, a fixed 302';
  return [
    atLeast(0.4, { ...phones, peer: median(samples.bare, 'perSecond'), peerName: fastify }),
    forInformation({
      ...phones,
      peer: hasNginx ? median(samples.nginx, 'perSecond') : null,
      peerName: hasNginx ? 'nginx, return 302' : 'nginx is not installed',
    }),
    forInformation({
      name: 'phones that log in, half within',
      unit: 'ms',
      value: median(samples.phones, 'p50'),
      peer: median(samples.bare, 'p50'),
      peerName: fastify,
    }),
    forInformation({
      name: 'phones that log in, 99 % within',
      unit: 'ms',
      value: median(samples.phones, 'p99'),
      peer: median(samples.bare, 'p99'),
      peerName: fastify,
    }),
    forInformation({
      name: "the load's own share of a core, at most 1",
      unit: '',
      value: median(samples.phones, 'busy'),
      peer: median(samples.bare, 'busy'),
      peerName: fastify,
    }),
  ];
}
