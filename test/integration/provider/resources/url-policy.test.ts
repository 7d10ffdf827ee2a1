import { useRedirectService } from '../../../support/redirect-service.ts';
import { open, phone } from './workspaces.ts';
import { unknown } from '#framework';

const service = useRedirectService();

const list = (devices: string, url: string | null = null) => ({
  'gigaset_device_list.berlin': { devices, url, provider_name: 'Daryna' },
});
const row = (url: string): string => `mac_id,url\n7C2F80000001-BEEF,${url}\n`;

describe.each([
  ['gigaset_device', (url: string) => phone({ url })],
  ['a default of gigaset_device_list', (url: string) => list('mac_id\n7C2F80000001-BEEF\n', url)],
  ['a row of gigaset_device_list', (url: string) => list(row(url))],
])('the URL of %s', (_, resources) => {
  test.each([
    ['https://provider.example/%MACD.xml', { allowed_url_hosts: ['provider.example'] }, true],
    ['https://PROVIDER.example:8443/', { allowed_url_hosts: ['provider.example'] }, true],
    ['https://a.provider.example/', { allowed_url_hosts: ['*.provider.example'] }, true],
    ['https://provider.example/', { allowed_url_hosts: ['*.provider.example'] }, false],
    ['https://provider.example.evil.example/', { allowed_url_hosts: ['provider.example'] }, false],
    ['https://evil.example/provider.example', { allowed_url_hosts: ['provider.example', '*.provider.example'] }, false],
    ['https://%MACD.provider.example/', { allowed_url_hosts: ['*.provider.example'] }, true],
    // The server replaces %DVID by "42/2", so the host is "42".
    ['https://%DVID.provider.example/', { allowed_url_hosts: ['*.provider.example'] }, false],
    ['http://provider.example/', { require_https: true }, false],
    ['https://provider.example/', { require_https: true }, true],
  ])('%s is checked against %j: %j', async (url, settings, isAllowed) => {
    const planned = await open(service, resources(url), settings).plan();
    expect({ succeeded: planned.succeeded, output: planned.output }).toEqual({
      succeeded: isAllowed,
      output: isAllowed ? expect.any(String) : expect.stringMatching(/redirect URL is not allowed/),
    });
  });
});

test('the host of a URL is what follows its user name', async () => {
  // Outside of a row, credentials in a URL are an error of their own.
  const devices = row('https://provider.example:x@evil.example/');
  const planned = await open(service, list(devices), { allowed_url_hosts: ['provider.example'] }).plan();
  expect(planned).toMatchObject({ succeeded: false });
  expect(planned.output).toContain('redirect URL is not allowed');
});

test('an error about a row names its line', async () => {
  const devices = `${row('https://provider.example/')}\n7C2F80000002-BEEF,https://evil.example/\n`;
  const planned = await open(service, list(devices), { allowed_url_hosts: ['provider.example'] }).plan();
  expect(planned.output).toContain('devices, line 4: this redirect URL is not allowed');
});

test('a plan checks URLs although the password is unknown', async () => {
  const settings = { allowed_url_hosts: ['provider.example'], password: unknown };
  const planned = await open(service, phone({ url: 'https://evil.example/' }), settings).plan();
  expect(planned).toMatchObject({ succeeded: false });
  expect(planned.output).toContain('redirect URL is not allowed');
});

test.each(['https://provider.example', 'provider.example/', '', '*'])('%j is not a host name', async (host) => {
  const planned = await open(service, phone(), { allowed_url_hosts: [host] }).plan();
  expect(planned).toMatchObject({ succeeded: false });
  expect(planned.output).toContain('is not a host name');
});

test('the plan reports a MAC without its ID', async () => {
  const planned = await open(service, phone({ mac_id: '7C2F80820EC0' })).plan();
  expect(planned.output).toContain('A phone cannot be registered without its ID');
});
