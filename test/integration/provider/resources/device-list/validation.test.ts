import { csv, numbers, URL } from '../../../../support/fleets.ts';
import { useRedirectService } from '../../../../support/redirect-service.ts';
import { open } from '../workspaces.ts';
import { fleet } from './fleets.ts';

const service = useRedirectService();

test('rows without a URL or name and without a default are refused by line', async () => {
  const devices = csv(numbers(2), (i) => (i === 2 ? `,${URL}` : ','), 'mac_id,url');
  const workspace = open(service, fleet(devices, { url: null, provider_name: null }));
  const output = (await workspace.plan()).output;
  expect(output).toContain('Error: devices, line 2: the row has no url and no provider_name');
  expect(output).toContain('Error: devices, line 3: the row has no provider_name');
  expect(output).toContain('Add it to the row, or set a default in the resource: provider_name = "…".');
});

test('reports twenty invalid lines and the number of the rest', async () => {
  const devices = `mac_id\n${'nonsense\n'.repeat(300)}`;
  const workspace = open(service, fleet(devices));
  const output = (await workspace.plan()).output;
  expect(output.match(/Error: devices, line \d+: /g)).toHaveLength(20);
  expect(output).toContain('Error: devices: and 280 more');
});

test('credentials need a default URL; those in clear text cause one warning', async () => {
  const devices = csv(numbers(3), (i) => `,http://user:pass-${i}@provider.example/`, 'mac_id,url');
  const credentials = { username: 'user', password: 'secret', password_wo: null, password_wo_version: null };
  const workspace = open(service, fleet(devices, { url: null, url_credentials: credentials }));
  expect((await workspace.plan()).output).toContain('Error: Credentials without a URL');
  workspace.declare(fleet(devices, { url: null }));
  const planned = await workspace.plan();
  expect(planned).toMatchObject({ succeeded: true, changes: [{ action: 'create' }] });
  expect(planned.output.split('Credentials in clear text in 3 redirect URLs of devices')).toHaveLength(2);
  expect(planned.output).not.toContain('pass-1');
});
