import { macRange } from '../../../../support/phones.ts';
import { reception, useRedirectService } from '../../../../support/redirect-service.ts';
import { devices, NEW_URL, OLD_URL, open, phone } from '../workspaces.ts';

const service = useRedirectService();

test('the warning about a re-pointed phone contains its date and what is declared', async () => {
  const workspace = open(service, phone());
  await workspace.apply();
  await service.deregister(reception);
  await service.register(`${reception}-55DF`, NEW_URL.replace('//', '//user:secret@'), 'Daryna');
  const { diagnostics } = await workspace.plan();
  expect(diagnostics).toMatchObject([
    {
      severity: 'warning',
      summary: `Phone ${reception} was re-pointed outside Terraform`,
      detail: expect.stringMatching(
        /^Registered since \d{4}-\d\d-\d\d .* to http:\/\/user:\*\*\*@new\.example.*, declared: http:\/\/old\.example/,
      ),
    },
  ]);
  expect(JSON.stringify(diagnostics)).not.toContain('secret');
});

test('the warning about a deregistered phone contains what is declared', async () => {
  const workspace = open(service, phone());
  await workspace.apply();
  await service.deregister(reception);
  const { diagnostics } = await workspace.plan();
  expect(diagnostics).toMatchObject([
    {
      severity: 'warning',
      summary: `Phone ${reception} was deregistered outside Terraform`,
      detail: expect.stringContaining(OLD_URL),
    },
  ]);
});

test.each([
  ['another name', 'http://user:secret@old.example/%MACD.xml', 'Stranger', 'changed'],
  ['another password', 'http://user:other@old.example/%MACD.xml', 'Daryna', 'changed'],
  ['another host', 'http://user:secret@new.example/%MACD.xml', 'Daryna', 're-pointed'],
])('a phone with credentials that was given %s', async (_, url, name, verb) => {
  const workspace = open(service, phone({ url_credentials: { username: 'user', password: 'secret' } }));
  await workspace.apply();
  await service.deregister(reception);
  await service.register(`${reception}-55DF`, url, name);
  const { diagnostics } = await workspace.plan();
  expect(diagnostics).toMatchObject([
    {
      summary: `Phone ${reception} was ${verb} outside Terraform`,
      detail: expect.stringContaining('declared: http://user:***@old.example/%MACD.xml (provider name "Daryna")'),
    },
  ]);
});

test('an import and an unchanged phone are no drift', async () => {
  const workspace = open(service, phone());
  await service.register(`${reception}-55DF`, NEW_URL, 'Daryna');
  expect((await workspace.import('gigaset_device.reception', reception)).output).toBe('');
  expect((await workspace.plan()).output).not.toContain('outside Terraform');
});

test('after the first twenty phones, the warnings have one summary, which an engine shows once', async () => {
  const workspace = open(service, devices(30));
  await workspace.apply();
  for (const mac of macRange(30)) await service.deregister(mac);
  const { diagnostics } = await workspace.plan();
  expect(diagnostics).toHaveLength(30);
  expect(new Set(diagnostics.map(({ summary }) => summary)).size).toBe(21);
});
