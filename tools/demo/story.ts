import { once } from 'node:events';
import { relative } from 'node:path';
import { formatTable } from '../../cli/table.ts';
import { cacheFolder, root } from '../paths.ts';
import { bold, dim, formatDuration, green, startStep, type Step } from '../progress.mjs';
import type { Fleet } from './fleet.ts';
import { type PlanText, shortPlan } from './plan-text.ts';
import type { RedirectServer } from './redirect-server.ts';
import { StoryError } from './story-error.ts';
import type { Registration } from '#autoprov';

export interface Scene {
  readonly fleet: Fleet;
  readonly server: RedirectServer;
  /** Where the demo lives. */
  readonly folder: string;
  /** The step that is under way: the first deploy. */
  readonly step: Step;
  /** Destroy the fleet and end, instead of staying up. */
  readonly once: boolean;
  readonly stop: AbortSignal;
}

/**
 * Deploys the example, loses a phone, finds that out, repairs it; then cleans up or stays. What it claims, it has asked
 * the server.
 *
 * @throws StoryError when the server does not hold what it should
 */
export async function tellStory({ fleet, server, folder, step, once: onlyOnce, stop }: Scene): Promise<void> {
  const started = Date.now();
  const plan = await fleet.deploy();
  const phones = await server.list();
  expect(phones.length === phonesIn(plan), `The plan has ${phonesIn(plan)} phones; the server holds ${phones.length}.`);
  step.done(`${count(phones)} registered`);

  say(`\n${bold('The plan')} ${dim("(the engine's own words; what is secret is hidden)")}`);
  say(shortPlan(plan).trimEnd());
  say(`\n${bold('What the server holds now')} ${dim('(asked over XML-RPC, autoprov.listDevices)')}`);
  say(tableOf(phones));

  await loseAndFind(fleet, server, phones);
  if (onlyOnce) await cleanUp(fleet, server);
  say(`\nAll of it took ${formatDuration(Date.now() - started)}.`);
  if (!onlyOnce) await stay(relative(root, folder), server, stop);
}

async function loseAndFind(fleet: Fleet, server: RedirectServer, phones: readonly Registration[]): Promise<void> {
  const [lost] = phones;
  if (!lost) return;
  say(`\n${bold(`Somebody deregisters ${lost.mac} behind the engine's back`)}`);
  await server.deregister(lost.mac);
  const missing = startStep('  cdktf diff');
  missing.note('asking the server about every phone');
  const drift = await fleet.diff();
  expect(phonesIn(drift) === 1, `cdktf diff should find one phone missing. It says: ${drift.summary}`);
  missing.done('1 phone is missing');
  for (const { lines } of drift.resources) say(`  ${lines[0] ?? ''}`);
  say(`  ${drift.summary}`);

  const repair = startStep('  cdktf deploy');
  repair.note('repairing');
  await fleet.deploy();
  const back = await server.list();
  expect(back.length === phones.length, `The repair left ${count(back)} of ${phones.length} registered.`);
  repair.done(`1 phone registered, ${count(back)} on the server`);

  const again = startStep('  cdktf diff');
  again.note('asking once more');
  const nothing = await fleet.diff();
  expect(nothing.resources.length === 0, `After the repair cdktf diff still says: ${nothing.summary}`);
  again.done('no changes');
}

async function cleanUp(fleet: Fleet, server: RedirectServer): Promise<void> {
  const step = startStep('  cdktf destroy');
  step.note('deregistering the fleet');
  await fleet.destroy();
  const left = await server.list();
  expect(left.length === 0, `After cdktf destroy the server still holds ${count(left)}.`);
  step.done('the server is empty');
}

async function stay(folder: string, server: RedirectServer, stop: AbortSignal): Promise<void> {
  say(`
${green('The server stays up.')} Look at the phones in a browser: ${server.url}/portal/
(account ${server.username}, password ${server.password}). Or try, in another terminal:

  ${`cd ${folder} && . ./env`.padEnd(43)}  server, account and engine for what follows
  gigaset-redirect call demo "$GIGASET_PASSWORD" "$GIGASET_ENDPOINT" listDevices

Change examples/fleet/devices.csv, then

  cdktf diff --skip-provider-lock              what would change
  cdktf deploy --skip-provider-lock            change it
  cdktf destroy --skip-provider-lock           deregister the fleet

Ctrl-C stops it. Nothing was written outside this folder, but for the cache folder ${cacheFolder()}.
`);
  await once(stop, 'abort');
  say(`\nStopped. Data and logs stay in ${folder}/ until the next npm start.`);
}

const phonesIn = ({ resources }: PlanText): number =>
  resources.filter(({ address, action }) => address.startsWith('gigaset_device.') && action === 'created').length;

function tableOf(phones: readonly Registration[]): string {
  const rows = phones.map(({ mac, providerName, url, date }) => [mac, providerName, url, date]);
  return formatTable(['MAC', 'PROVIDER', 'URL', 'REGISTERED (UTC)'], rows).trimEnd().replace(/^/gm, '  ');
}

const count = (phones: readonly unknown[]): string => (phones.length === 1 ? '1 phone' : `${phones.length} phones`);

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new StoryError(otherwise);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
