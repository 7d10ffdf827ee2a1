import type { Fault, PassingCall } from '../../support/faulty-proxy.ts';
import type { Row as Phone } from '../engines/redirect-service.ts';
import { ID, NAME, URL, type Kind } from './columns.ts';
import type { Row } from './rows.ts';
import type { Applied, OpenRunner, Runner } from './runner.ts';
import type { Scenario, World } from './world.ts';

/** The outcome of a fault in a method. */
export interface Cell {
  readonly row: Row;
  readonly kind: Kind;
  readonly method: string;
  /** Done anyway; failed and said so; or state and server differ, and the error says how. */
  readonly verdict: 'done' | 'told' | 'told what differs';
  /** The number of calls. */
  readonly calls: number;
  /** The number of further applies until the server matched the configuration. */
  readonly applies: number;
  /** The problems found; none is expected. */
  readonly problems: readonly string[];
}

/** Creates, reads and deletes phones, each with this fault in the method involved. */
export async function playRow(
  world: World,
  scenario: Scenario,
  openRunner: OpenRunner,
  row: Row,
  kind: Kind,
): Promise<readonly Cell[]> {
  const macs = scenario.macs(kind.count);
  const runner = await openRunner(scenario, kind, row);
  runner.declare(macs);
  const scene = { world, scenario, runner, row, kind };
  const all = macs.map((mac) => ({ mac, providerName: NAME, url: URL }));
  const [create, read, remove] = kind.methods;
  try {
    const created = await playCell(scene, create, all);
    const looked = await playCell(scene, read, all);
    runner.declare([]);
    const removed = await playCell(scene, remove, []);
    return [created, looked, removed];
  } finally {
    scenario.proxy.use(() => undefined);
    if (!scenario.proxy.listening()) await scenario.proxy.listen();
    runner.remove();
    await scenario.clear();
  }
}

interface Scene {
  readonly world: World;
  readonly scenario: Scenario;
  readonly runner: Runner;
  readonly row: Row;
  readonly kind: Kind;
}

async function playCell(scene: Scene, method: string, wanted: readonly Phone[]): Promise<Cell> {
  const { scenario, runner, row, kind } = scene;
  const problems: string[] = [];
  const visits = scene.world.elsewhere.visits();
  const { applied, struck } = await applyUnderFault(scene, method);
  const calls = scenario.proxy.calls().length;
  const { output, log } = applied;
  const complain = (text: string): void =>
    void problems.push(`${text}: ${output.slice(output.search(/Warning: |Error: /)).slice(0, 3000)}`);

  if (!struck) complain(`${method} was not called`);
  if (scene.world.elsewhere.visits() > visits) complain('a call was sent to the other server');
  if (output.includes(ID) || log.includes(ID)) complain('the ID of a phone is shown');
  scenario.proxy.use(() => undefined);
  if (!scenario.proxy.listening()) await scenario.proxy.listen();

  const there = await scenario.rows();
  const known = runner.phones();
  const differing = difference(there, known);
  const verdict = applied.succeeded ? 'done' : differing.length === 0 ? 'told' : 'told what differs';
  if (applied.succeeded) {
    if (!same(there, wanted) || !same(known, wanted))
      complain(`it went well, but ${differing.join(', ')} are not right`);
  } else {
    if (row.once) complain('it was not tried again');
    if (!output.includes('Error: ')) complain('there is no error');
    if (!row.says.test(output)) complain(`the error does not say ${row.says.source}`);
    if (differing.length > 0 && !tellsOf(output, differing)) complain(`nothing is said of ${differing.join(', ')}`);
  }
  let applies = 0;
  if (!same(there, wanted) || !same(known, wanted)) {
    applies = 1;
    const next = await runner.apply();
    if (!next.succeeded) complain(`the next apply failed: ${next.output}, after`);
    if (!same(await scenario.rows(), wanted)) complain('the next apply did not put the server right');
    if (!same(runner.phones(), wanted)) complain('the next apply did not put the state right');
  }
  return { row, kind, method, verdict, calls, applies, problems };
}

async function applyUnderFault(
  { world, scenario, runner, row, kind }: Scene,
  method: string,
): Promise<{ applied: Applied; struck: boolean }> {
  scenario.proxy.use(() => undefined);
  if (row.outage === 'nobody listens') {
    await scenario.proxy.refuse();
    return { applied: await runner.apply({ refresh: isRead(kind, method) }), struck: true };
  }
  if (row.outage === 'unknown certificate') {
    const options = { refresh: isRead(kind, method), endpoint: world.untrusted };
    return { applied: await runner.apply(options), struck: true };
  }
  const fault = row.fault?.(world.elsewhere.url);
  const first = row.from === 'the second list' && method.endsWith('List') && kind.count > 10 ? 2 : 1;
  let struck = false;
  scenario.proxy.use((call: PassingCall): Fault | undefined => {
    if (call.method !== method || call.nth < first || (row.once && call.nth > first)) return undefined;
    struck = true;
    return fault;
  });
  const applied = await runner.apply();
  return { applied, struck };
}

/** If no method works, the refresh would fail first; only the cell of the read has one. */
const isRead = ({ methods: [, read] }: Kind, method: string): boolean => method === read;

/** The MACs of phones that differ between state and server. */
function difference(there: readonly Phone[], known: readonly Phone[]): readonly string[] {
  const text = (phone: Phone | undefined): string => JSON.stringify(phone);
  const macs = new Set([...there, ...known].map(({ mac }) => mac));
  const of = (phones: readonly Phone[], mac: string) => phones.find((phone) => phone.mac === mac);
  return [...macs].filter((mac) => text(of(there, mac)) !== text(of(known, mac)));
}

const same = (a: readonly Phone[], b: readonly Phone[]): boolean =>
  difference(a, b).length === 0 && a.length === b.length;

/** Whether an error names each of these phones and states its registration or that it is unknown. */
const tellsOf = (output: string, macs: readonly string[]): boolean =>
  macs.every((mac) => output.includes(mac)) &&
  /is unknown|is not known|[Nn]ot registered any more|Still registered|could not be undone/.test(output);
