import { csv, numbers } from '../../../../support/fleets.ts';
import { useRedirectService } from '../../../../support/redirect-service.ts';
import { open } from '../workspaces.ts';
import { fleet } from './fleets.ts';

const service = useRedirectService();

/** A workspace with 40 registered phones. */
async function fortyPhones() {
  const workspace = open(service, fleet(csv(numbers(40))));
  await workspace.apply();
  return workspace;
}

describe('a plan that deregisters', () => {
  test.each<[string, string, string | null]>([
    ['all phones, because only the header is left', 'mac_id\n', null],
    ['more than half', csv(numbers(19)), null],
    ['more than a number allows', csv(numbers(37)), '2'],
    ['more than a percentage allows', csv(numbers(37)), '5%'],
  ])('%s is refused, and the server keeps every phone', async (_, text, limit) => {
    const workspace = await fortyPhones();
    workspace.declare(fleet(text, limit === null ? {} : { max_deregistrations: limit }));
    const planned = await workspace.plan();
    expect(planned).toMatchObject({ succeeded: false });
    expect(planned.output).toMatch(
      /Error: This apply would deregister \d+ of 40 phones.*max_deregistrations = "100%"/s,
    );
    expect(await service.rows()).toHaveLength(40);
  });

  test.each<[string, string, string | null, number]>([
    ['half of the phones', csv(numbers(20)), null, 1],
    ['a tenth', csv(numbers(36)), null, 0],
    ['all phones, if that is allowed', 'mac_id\n', '100%', 1],
    ['as many as a number allows', csv(numbers(38)), '2', 0],
  ])('%s is applied', async (_, text, limit, warnings) => {
    const workspace = await fortyPhones();
    workspace.declare(fleet(text, limit === null ? {} : { max_deregistrations: limit }));
    const planned = await workspace.plan();
    expect(planned.output.match(/Warning: This apply deregisters/g) ?? []).toHaveLength(warnings);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
  });
});

test('a small fleet has no default limit', async () => {
  const workspace = open(service, fleet(csv(numbers(19))));
  await workspace.apply();
  workspace.declare(fleet('mac_id\n'));
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
});

test('destroying the resource is not limited', async () => {
  const workspace = await fortyPhones();
  expect(await workspace.destroy()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual([]);
});

test.each(['half', '120%', '-1', '1.5', ''])('%j is not a limit', async (limit) => {
  const planned = await open(service, fleet(csv(numbers(1)), { max_deregistrations: limit })).plan();
  expect(planned.output).toContain('max_deregistrations');
});
