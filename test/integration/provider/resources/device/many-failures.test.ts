import { faults } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { macRange } from '../../../../support/phones.ts';
import type { Outcome } from '../../../../support/workspace/index.ts';
import { devices, open, OWN_OLD_URL, rowsIn } from '../workspaces.ts';

const SIZE = 40;

const service = useFaultyService();

/** The errors, each on one line and without MACs, because phones may be sent together or alone. */
const errors = (result: Outcome): readonly string[] =>
  result.output
    .split('Error: ')
    .slice(1)
    .map((error) =>
      error
        .replace(/7C2F80[0-9A-F]{6}/g, 'MAC')
        .replace(/autoprov\.\w+/g, 'METHOD')
        .trim(),
    );

test('a wrong password for many phones is reported once and does not lock the account', async () => {
  const workspace = open(service, devices(SIZE), { max_concurrent_requests: 4, password: 'mistyped' });
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: false });
  // As many as may be pending at once, in the process of the plan and in that of the apply.
  expect(service.proxy.calls().length).toBeLessThanOrEqual(2 * 4);

  const told = errors(applied);
  expect(told).toHaveLength(SIZE);
  const explained = told.filter((error) => error.includes('The user name was "daryna"'));
  expect(explained).toHaveLength(1);
  const short = told.filter((error) => !explained.includes(error));
  expect(new Set(short).size).toBe(1);
  expect(short[0]).toMatch(/^Phone MAC could not be registered: see the error for phone MAC with \S+:$/);
});

test('an unreachable server is reported once, and only the first phones wait for it', async () => {
  const workspace = open(service, devices(SIZE), { max_retries: 2 });
  service.proxy.use(() => faults.unavailable);
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: false });
  // Three attempts for the phones that the engine processes first, one for each of the others.
  const registers = service.proxy.calls().filter(({ method }) => method.startsWith('registerDevice'));
  expect(registers.length).toBeLessThanOrEqual(10 * 3 + (SIZE - 10));
  const told = errors(applied);
  expect(told).toHaveLength(SIZE);
  expect(told.filter((error) => error.includes('Apply again later.'))).toHaveLength(1);
  expect(new Set(told).size).toBe(2);
});

test('an unreachable server is reported once at plan', async () => {
  const workspace = open(service, devices(SIZE));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  await service.proxy.refuse();
  const planned = await workspace.plan();
  expect(planned).toMatchObject({ succeeded: false });
  const [told, ...others] = errors(planned);
  expect(others).toEqual([]);
  expect(told).toMatch(/^40 phones could not be read: the redirect server refused the connection/);
  expect(told).toContain('Check endpoint in the provider configuration');
  expect(told).toMatch(/This error stands for 40 phones: MAC, .*, and 20 more\./);
  expect(rowsIn(workspace)).toHaveLength(SIZE);
});

test('if the server recovers during an apply, the next one repeats only the failed phones', async () => {
  const workspace = open(service, devices(SIZE, OWN_OLD_URL), { max_retries: 0 });
  service.proxy.use(({ method, mac }) =>
    method === 'registerDevice' && mac < '7C2F8000000A' ? faults.unavailable : undefined,
  );
  expect(await workspace.apply()).toMatchObject({ succeeded: false });
  const good = macRange(SIZE).slice(10);
  expect(rowsIn(workspace).map(({ mac }) => mac)).toEqual(good);
  expect(rowsIn(workspace)).toEqual(await service.rows());

  service.proxy.use(() => undefined);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(service.proxy.counts()).toMatchObject({ registerDevice: 10 });
  expect(rowsIn(workspace).map(({ mac }) => mac)).toEqual(macRange(SIZE));
  expect(await service.rows()).toEqual(rowsIn(workspace));
});
