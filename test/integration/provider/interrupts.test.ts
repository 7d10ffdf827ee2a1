import { faults } from '../../support/faulty-proxy.ts';
import { useFaultyService } from '../../support/faulty-service.ts';
import { csv, numbers } from '../../support/fleets.ts';
import type { Resources } from '../../support/workspace/index.ts';
import { fleet } from './resources/device-list/fleets.ts';
import { devices, open, phone } from './resources/workspaces.ts';

const service = useFaultyService();

/** Without an interrupt, the shortest time-out is five seconds, and that of most requests a minute. */
const MAX_END_MS = 4_000;

test.each<readonly [string, Resources, boolean]>([
  ['one phone', phone(), true],
  ['many phones', devices(15), true],
  ['a list', fleet(csv(numbers(50))), true],
  ['a phone that is to be registered', phone(), false],
  ['a list that is to be registered', fleet(csv(numbers(50))), false],
])('an interrupt ends the plan of %s while the server hangs', async (_, resources, isRegistered) => {
  const workspace = open(service, resources);
  if (isRegistered) await workspace.apply();
  service.proxy.use(() => faults.held);
  const planned = workspace.plan();
  await service.proxy.holds(1);
  const interrupted = performance.now();
  await workspace.interrupt();
  const { output } = await planned;
  expect(performance.now() - interrupted).toBeLessThan(MAX_END_MS);
  if (isRegistered) expect(output).toMatch(/^Error: [^]*interrupted/i);
  expect(output.match(/Error: /g) ?? []).toHaveLength(isRegistered ? 1 : 0);
  service.proxy.release();
});
