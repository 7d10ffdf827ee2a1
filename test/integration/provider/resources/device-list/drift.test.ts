import { csv, numbers, rowsOf, URL } from '../../../../support/fleets.ts';
import { macIdOf, macOf } from '../../../../support/phones.ts';
import { useRedirectService } from '../../../../support/redirect-service.ts';
import { noChange, open } from '../workspaces.ts';
import { fleet, lastChange } from './fleets.ts';

const service = useRedirectService();

const STRANGE = 'http://stranger.example/%MACD.xml';

/** The calls that change phones. */
const changes = (calls: readonly string[]): readonly string[] => calls.filter((method) => method.includes('register'));

test.each([
  ['another URL', STRANGE, 'Daryna', 're-pointed'],
  ['another name', URL, 'Stranger', 'changed'],
])('a phone that was given %s is changed back, alone', async (_, url, name, verb) => {
  const workspace = open(service, fleet(csv(numbers(100))));
  await workspace.apply();
  await service.deregister(macOf(50));
  await service.register(macIdOf(50), url, name);
  const planned = await workspace.plan();
  expect(lastChange(planned)).toMatch(new RegExp(`^change 2: ${verb} 1 phone .*: ${macOf(50)}$`));
  const repair = await service.callsDuring(() => workspace.apply({ plan: planned }));
  expect(changes(repair)).toEqual(['deregisterDevice', 'registerDevice']);
  expect(await service.rows()).toEqual(rowsOf(numbers(100)));
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('the warning about drift names the phones, with target and date, and what is declared', async () => {
  const workspace = open(service, fleet(csv(numbers(100))));
  await workspace.apply();
  for (const i of [10, 20]) {
    await service.deregister(macOf(i));
    await service.register(macIdOf(i), 'http://user:secret@stranger.example/%MACD.xml', 'Daryna');
  }
  await service.deregister(macOf(30));
  const { diagnostics } = await workspace.plan();
  const drift = diagnostics.find(({ summary }) => summary.includes('outside'));
  expect(drift).toMatchObject({ severity: 'warning', summary: '3 phones were changed outside Terraform' });
  const [rePointed = '', deregistered = ''] = drift?.detail.split('\n\n') ?? [];
  expect(rePointed).toContain(`now point to http://user:***@stranger.example/%MACD.xml, declared: ${URL}: `);
  expect(rePointed).toMatch(new RegExp(`${macOf(10)} \\(since \\d{4}-.*\\), ${macOf(20)} \\(since \\d{4}-`));
  expect(deregistered).toBe(`1 phone is not registered any more, declared: ${URL}: ${macOf(30)}.`);
  expect(JSON.stringify(diagnostics)).not.toContain('secret');
});

test('phones that the last apply could not change are no drift', async () => {
  const workspace = open(service, fleet(csv(numbers(30)), { on_failure: 'continue' }));
  const other = await service.addAccount('olena');
  await other.register(macIdOf(3), 'http://other.example/', 'Olena');
  await workspace.apply();
  expect((await workspace.plan()).output).not.toContain('outside Terraform');
});

test('a fleet that is missing completely is planned again with few calls', async () => {
  const workspace = open(service, fleet(csv(numbers(1000))));
  await workspace.apply();
  await service.call('deregisterDeviceList', numbers(1000).map(macOf));
  const calls = await service.callsDuring(async () => {
    expect(lastChange(await workspace.plan())).toMatch(/^change 2: registered 1000 phones /);
  });
  expect(calls.length).toBeLessThan(40);
  await workspace.apply();
  expect(await service.rows()).toEqual(rowsOf(numbers(1000)));
});

test('ten phones are checked one by one without a listing', async () => {
  const workspace = open(service, fleet(csv(numbers(10))));
  await workspace.apply();
  const calls = await service.callsDuring(() => workspace.plan());
  expect(calls).toEqual(Array.from({ length: 10 }, () => 'checkDevice'));
});

test('phones outside the fleet are ignored, with the same provider name or another', async () => {
  const workspace = open(service, fleet(csv(numbers(50))));
  await workspace.apply();
  for (const i of numbers(30, 500)) await service.register(macIdOf(i), URL, i % 2 === 0 ? 'Daryna' : 'Other');
  expect(await workspace.plan()).toMatchObject(noChange);
  await workspace.destroy();
  expect(await service.rows()).toHaveLength(30);
});

test('destroying a fleet ignores a phone that is already missing', async () => {
  const workspace = open(service, fleet(csv(numbers(20))));
  await workspace.apply();
  await service.deregister(macOf(5));
  expect(await workspace.destroy({ refresh: false })).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual([]);
});

test.each([
  ['name', { password: 's3cret' }, 'http://user:s3cret@', 'Stranger'],
  ['name beside a write-only password', { password_wo: 's3cret' }, 'http://user:s3cret@', 'Stranger'],
  ['password', { password: 's3cret' }, 'http://user:other@', 'Daryna'],
])('another %s changes a phone with credentials, but does not re-point it', async (_, password, start, name) => {
  const workspace = open(service, fleet(csv(numbers(3)), { url_credentials: { username: 'user', ...password } }));
  await workspace.apply();
  const before = await service.rows();
  await service.deregister(macOf(2));
  await service.register(macIdOf(2), URL.replace('http://', start), name);
  const planned = await workspace.plan();
  expect(planned.diagnostics).toMatchObject([{ summary: `Phone ${macOf(2)} was changed outside Terraform` }]);
  expect(lastChange(planned)).toMatch(/^change 2: changed 1 phone /);
  if ('password_wo' in password) expect(JSON.stringify([...planned.refreshed])).not.toContain('s3cret');
  const repair = await service.callsDuring(() => workspace.apply());
  expect(changes(repair)).toEqual(['deregisterDevice', 'registerDevice']);
  expect(await service.rows()).toEqual(before);
  expect(await workspace.plan()).toMatchObject(noChange);
});
