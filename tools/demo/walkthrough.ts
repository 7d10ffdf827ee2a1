import { once } from 'node:events';
import { relative } from 'node:path';
import { formatTable } from '../../cli/output.ts';
import { cacheFolder, root } from '../paths.ts';
import { bold, dim, formatDuration, green, startStep, type Step } from '../progress.mjs';
import { DemoError } from './demo-error.ts';
import type { Fleet } from './fleet.ts';
import { type PlanText, shortPlan } from './plan-text.ts';
import type { RedirectServer } from './redirect-server.ts';
import type { Registration } from '#autoprov';

/** What the walkthrough works with. */
export interface Demo {
  readonly fleet: Fleet;
  readonly server: RedirectServer;
  /** The folder of the CDKTF project. */
  readonly folder: string;
  /** The progress line of the first deploy. */
  readonly step: Step;
  /** Whether to destroy the fleet and exit instead of keeping the server running. */
  readonly once: boolean;
  readonly stop: AbortSignal;
  /** When the user started the demo, and when the set-up was complete, in ms since 1970. */
  readonly startedAt: number;
  readonly setUpAt: number;
}

/**
 * Deploys the example, deregisters a phone behind the engine's back, finds and repairs the drift, then cleans up or keeps
 * the server running. Every claim is checked against the server.
 *
 * @throws DemoError if the server's registrations are not as expected
 */
export async function runWalkthrough(demo: Demo): Promise<void> {
  const { fleet, server, folder, step, once: onlyOnce, stop, startedAt, setUpAt } = demo;
  const plan = await fleet.deploy();
  const phones = await server.list();
  expect(
    phones.length === phonesIn(plan),
    `The plan has ${phonesIn(plan)} phones, but the server holds ${phones.length}.`,
  );
  step.done(`${count(phones)} registered`);

  say(`\n${bold('The plan')} ${dim('(as the engine prints it; secrets are hidden)')}`);
  say(shortPlan(plan).trimEnd());
  say(`\n${bold('What the server holds now')} ${dim('(asked over XML-RPC, autoprov.listDevices)')}`);
  say(tableOf(phones));

  await loseAndRepair(fleet, server, phones);
  if (onlyOnce) await cleanUp(fleet, server);
  const now = Date.now();
  const parts = `set-up ${formatDuration(setUpAt - startedAt)}, demo ${formatDuration(now - setUpAt)}`;
  say(`\nTotal time: ${formatDuration(now - startedAt)} (${parts})`);
  if (!onlyOnce) await stay(relative(root, folder), server, stop);
}

async function loseAndRepair(fleet: Fleet, server: RedirectServer, phones: readonly Registration[]): Promise<void> {
  const [lost] = phones;
  if (!lost) return;
  say(`\n${bold(`Someone deregisters ${lost.mac} outside the engine`)}`);
  await server.deregister(lost.mac);
  const missing = startStep('  cdktf diff');
  missing.note('checking every phone');
  const drift = await fleet.diff();
  expect(phonesIn(drift) === 1, `cdktf diff should report one missing phone. It reports: ${drift.summary}`);
  missing.done('1 phone is missing');
  for (const { lines } of drift.resources) say(`  ${lines[0] ?? ''}`);
  say(`  ${drift.summary}`);

  const repair = startStep('  cdktf deploy');
  repair.note('repairing');
  await fleet.deploy();
  const back = await server.list();
  expect(back.length === phones.length, `After the repair, ${count(back)} of ${phones.length} are registered.`);
  repair.done(`1 phone registered, ${count(back)} on the server`);

  const again = startStep('  cdktf diff');
  again.note('checking again');
  const nothing = await fleet.diff();
  expect(nothing.resources.length === 0, `After the repair, cdktf diff still reports: ${nothing.summary}`);
  again.done('no changes');
}

async function cleanUp(fleet: Fleet, server: RedirectServer): Promise<void> {
  const step = startStep('  cdktf destroy');
  step.note('deregistering the fleet');
  await fleet.destroy();
  const left = await server.list();
  expect(left.length === 0, `After cdktf destroy, the server still holds ${count(left)}.`);
  step.done('the server is empty');
}

async function stay(folder: string, server: RedirectServer, stop: AbortSignal): Promise<void> {
  say(`
${green('The server keeps running.')} See the phones in a browser at ${server.url}/portal/
(account ${server.username}, password ${server.password}), or type in another terminal:

  ${`cd ${folder} && . ./env`.padEnd(43)}  sets the server, account and engine
  gigaset-redirect call demo "$GIGASET_PASSWORD" "$GIGASET_ENDPOINT" listDevices

Change examples/fleet/devices.csv, then type

  cdktf diff --skip-provider-lock              to see what would change
  cdktf deploy --skip-provider-lock            to apply the change
  cdktf destroy --skip-provider-lock           to deregister the fleet

Press Ctrl-C to stop. Nothing was written outside this folder except to the cache folder ${cacheFolder()}.
`);
  await once(stop, 'abort');
  say(`\nStopped. Data and logs stay in ${folder}/ until the next npm start.`);
}

const phonesIn = ({ resources }: PlanText): number =>
  resources.filter(({ address, action }) => address.startsWith('gigaset_device.') && action === 'created').length;

function tableOf(phones: readonly Registration[]): string {
  const rows = phones.map(({ mac, providerName, url, date }) => [mac, providerName, url, date ?? '']);
  return formatTable(['MAC', 'PROVIDER', 'URL', 'REGISTERED (UTC)'], rows).trimEnd().replace(/^/gm, '  ');
}

const count = (phones: readonly unknown[]): string => (phones.length === 1 ? '1 phone' : `${phones.length} phones`);

function expect(condition: boolean, message: string): void {
  if (!condition) throw new DemoError(message);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
