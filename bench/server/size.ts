import { atMost } from '../compare.ts';
import { inTurns, summarize } from '../measure.ts';
import type { Row } from '../row.ts';
import { type LoadProcess, type Served, startLoad, startOurs } from './processes.ts';

const rounds = 5;
const sizes = { few: 1000, many: 1_000_000 } as const;

/** The operations on one phone. The deregistered phones are those registered before. */
const operations = [
  { kind: 'thousand', name: 'a phone logs in', requests: 20_000 },
  { kind: 'checkDevice', name: 'checkDevice', requests: 6000 },
  { kind: 'registerDevice', name: 'registerDevice', requests: 3000 },
  { kind: 'deregisterDevice', name: 'deregisterDevice', requests: 3000 },
] as const;
const connections = 32;

/** Each operation on one phone with 1,000,000 registrations, compared with 1,000. */
export async function sizeRows(report: (line: string) => void): Promise<readonly Row[]> {
  report('registering 1,000,000 phones');
  const servers = { few: await startOurs(sizes.few), many: await startOurs(sizes.many) };
  const rows: Row[] = [];
  try {
    for (const operation of operations) {
      report(`${operation.name}, with 1,000,000 registrations and with 1,000: ${rounds} rounds, in turns`);
      rows.push(await compare(operation, servers));
    }
  } finally {
    for (const served of Object.values(servers)) await served.stop();
  }
  return rows;
}

type Servers = Readonly<Record<keyof typeof sizes, Served>>;

async function compare({ kind, name, requests }: (typeof operations)[number], { few, many }: Servers): Promise<Row> {
  const loads = {
    few: await startLoad(kind, few.rpcUrl, connections),
    many: await startLoad(kind, many.rpcUrl, connections),
  };
  const run = (load: LoadProcess) => async (): Promise<number> => 1e6 / (await load.run(requests)).perSecond;
  try {
    const samples = await inTurns({ few: run(loads.few), many: run(loads.many) }, rounds, { warmUp: 1 });
    return atMost(1.5, {
      name: `${name}, with 1,000,000 registrations`,
      unit: 'µs',
      value: summarize(samples.many).median,
      peer: summarize(samples.few).median,
      peerName: 'ours with 1,000',
    });
  } finally {
    for (const load of Object.values(loads)) await load.end();
  }
}
