import { csv, numbers, rowsOf, URL } from '../../../../support/fleets.ts';
import { useRedirectService } from '../../../../support/redirect-service.ts';
import { noChange, open } from '../workspaces.ts';
import { fleet, lastChange } from './fleets.ts';

const service = useRedirectService();

const MOVED = 'http://moved.example/%MACD.xml';

test('a fleet may start and end without phones', async () => {
  const workspace = open(service, fleet('mac_id\n'));
  expect(lastChange(await workspace.plan())).toContain('no phone changed');
  expect(await service.callsDuring(() => workspace.apply())).toEqual([]);
  expect(await workspace.plan()).toMatchObject(noChange);
  workspace.declare(fleet(csv(numbers(2))));
  await workspace.apply();
  expect(await service.rows()).toEqual(rowsOf(numbers(2)));
  workspace.declare(fleet('# nobody left\nmac_id\n'));
  await workspace.apply();
  expect(await service.rows()).toEqual([]);
  expect(await workspace.plan()).toMatchObject(noChange);
});

test.each([
  ['another order', (text: string) => [header(text), ...body(text).toReversed()].join('\n')],
  ['comments and blank lines', (text: string) => `# fleet\n\n${text.replaceAll('\n', '\n# a phone\n\n')}`],
  ['line ends of Windows and a byte order mark', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
  ['quotes', (text: string) => text.replaceAll(/[^,\n]+/g, '"$&"')],
  ['small letters and colons', (text: string) => [header(text), ...body(text).map(spelledOut)].join('\n')],
  ['columns in another order', (text: string) => text.replaceAll(/^([^,\n]*),([^,\n]*)$/gm, '$2,$1')],
])('a file in %s is no change', async (_, rewrite) => {
  const text = csv(numbers(5), (i) => (i === 3 ? `,${MOVED}` : ','), 'mac_id,url');
  const workspace = open(service, fleet(text));
  await workspace.apply();
  workspace.declare(fleet(rewrite(text)));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('another order of the rows is not a change, even beside another change', async () => {
  const text = csv(numbers(5));
  const workspace = open(service, fleet(text));
  await workspace.apply();
  const reversed = [header(text), ...body(text).toReversed()].join('\n');
  workspace.declare(fleet(reversed, { on_failure: 'continue' }));
  expect(lastChange(await workspace.plan())).toContain('no phone changed');
  expect(new Set(await service.callsDuring(() => workspace.apply()))).toEqual(new Set(['checkDevice']));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('a new provider name changes all phones without losing one', async () => {
  const workspace = open(service, fleet(csv(numbers(30))));
  await workspace.apply();
  workspace.declare(fleet(csv(numbers(30)), { provider_name: 'Legacy' }));
  expect(lastChange(await workspace.plan())).toMatch(/: changed 30 phones .*, and 10 more$/);
  const calls = await service.callsDuring(() => workspace.apply());
  expect(changes(calls)).toEqual(['deregisterDeviceList', 'registerDeviceList']);
  expect(await service.rows()).toEqual(rowsOf(numbers(30), URL, 'Legacy'));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('moving URL and name between rows and defaults sends no request', async () => {
  const text = csv(numbers(4), () => `,${URL},Daryna`, 'mac_id,url,provider_name');
  const workspace = open(service, fleet(text, { url: null, provider_name: null }));
  await workspace.apply();
  const before = await service.call('listDevices');
  workspace.declare(fleet(csv(numbers(4))));
  expect(lastChange(await workspace.plan())).toContain('no phone changed');
  const calls = await service.callsDuring(() => workspace.apply());
  expect(new Set(calls)).toEqual(new Set(['checkDevice']));
  expect(await service.call('listDevices')).toEqual(before);
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('phones with different URLs and names go in separate batches of the configured size', async () => {
  const rest = (i: number): string => (i % 2 === 0 ? `,${MOVED},Even` : ',,');
  const text = csv(numbers(20), rest, 'mac_id,url,provider_name');
  const workspace = open(service, fleet(text), { batch_size: 4 });
  const calls = await service.callsDuring(() => workspace.apply());
  expect(changes(calls)).toHaveLength(6);
  expect(await service.rows()).toEqual(
    numbers(20).flatMap((i) => (i % 2 === 0 ? rowsOf([i], MOVED, 'Even') : rowsOf([i]))),
  );
  expect(await workspace.plan()).toMatchObject(noChange);
});

const header = (text: string): string => text.slice(0, text.indexOf('\n'));
const body = (text: string): readonly string[] => text.trimEnd().split('\n').slice(1);
const spelledOut = (row: string): string => {
  const [macId = '', ...rest] = row.split(',');
  return [macId.toLowerCase().replace(/^(..)(..)(..)(..)(..)(..)/, '$1:$2:$3:$4:$5:$6'), ...rest].join();
};

/** The calls that change phones; a plan may check registrations. */
const changes = (calls: readonly string[]): readonly string[] => calls.filter((method) => method.includes('register'));
