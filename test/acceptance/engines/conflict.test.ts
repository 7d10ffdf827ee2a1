import { oneEngine } from '../../support/engine.ts';
import {
  type Account,
  device,
  hcl,
  reception,
  type RedirectService,
  resource,
  startRedirectService,
  words,
} from './redirect-service.ts';

let service: RedirectService;
let stranger: Account;
beforeAll(async () => {
  service = await startRedirectService();
  stranger = await service.addAccount('stranger');
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const macId = '7C2F80820EC0-55DF';
const url = 'http://provider.example/xml/%MACD.xml';
const old = { mac: reception, providerName: 'Legacy', url: 'http://old.example/%MACD.xml' };
const wanted = { mac: reception, providerName: 'Daryna', url };
const provider = (onConflict: string): string => resource('provider "gigaset"', { on_conflict: onConflict });

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test.each([
    ['by default', device()],
    ['by the provider', provider('fail') + device()],
    ['by the resource, whatever the provider says', provider('replace') + device({ on_conflict: 'fail' })],
  ])(
    'a phone that is registered with something else is left alone %s, and the error shows the import block',
    async (_, configuration) => {
      await service.register(macId, old.url, old.providerName);
      const project = await service.project(engine, configuration);
      const failed = await project.apply();
      expect(failed).toMatchObject({ code: 1 });
      const text = words(failed.output);
      expect(text).toContain(
        `Error: Phone ${reception} is already registered with gigaset_device.reception, on main.tf`,
      );
      expect(text).toMatch(/ in resource "gigaset_device" "reception": \d+: mac_id = /);
      expect(text).toMatch(/autoprov\.registerDevice answered mac_already_in_use/);
      expect(text).toMatch(
        /In your account it points to http:\/\/old\.example\/%MACD\.xml \(provider name "Legacy", since \d/,
      );
      expect(text).toContain('Nothing was changed.');
      expect(text).toMatch(/import { to = .* id = "7C2F80820EC0" }/);
      expect(text).toContain('on_conflict = "replace"');
      expect(await service.rows()).toEqual([old]);
      expect(await project.resources()).toEqual([]);

      // Follow the advice of the error.
      project.write({ 'import.tf': 'import {\n  to = gigaset_device.reception\n  id = "7C2F80820EC0"\n}\n' });
      expect((await project.apply()).output).toContain('1 imported, 0 added, 1 changed, 0 destroyed');
      expect(await service.rows()).toEqual([wanted]);
    },
  );

  test.each([
    ['by the provider', provider('replace') + device()],
    ['by the resource, whatever the provider says', provider('fail') + device({ on_conflict: 'replace' })],
  ])('a phone with another registration is replaced %s', async (_, configuration) => {
    await service.register(macId, old.url, old.providerName);
    const project = await service.project(engine, configuration);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([wanted]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a change of on_conflict alone sends no request', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    project.write({ 'main.tf': device({ on_conflict: 'replace' }) });
    const calls = await service.callsDuring(async () =>
      expect((await project.apply()).output).toContain('0 added, 1 changed, 0 destroyed'),
    );
    expect(new Set(calls)).toEqual(new Set(['checkDevice']));
    expect((await project.resources())[0]?.values).toMatchObject({ on_conflict: 'replace', password: 'password' });
  });

  test('a phone that is already registered as planned is registered again', async () => {
    await service.register(macId, url, 'Daryna');
    const project = await service.project(engine, device());
    const applied = await project.apply();
    expect(applied.output).toContain('1 added, 0 changed, 0 destroyed');
    expect(words(applied.output)).toContain('The apply deregisters it and registers it again.');
    expect(await service.rows()).toEqual([wanted]);
    expect((await project.resources())[0]?.values).toMatchObject({ mac: reception, url, password: 'password' });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('keep_registration leaves such a phone as it is', async () => {
    await service.register(macId, url, 'Daryna');
    const before = await service.call('checkDevice', reception);
    const project = await service.project(engine, device({ keep_registration: hcl('true') }));
    expect((await project.apply()).output).toContain('1 added, 0 changed, 0 destroyed');
    expect(await service.call('checkDevice', reception)).toEqual(before);
    expect((await project.resources())[0]?.values).toMatchObject({ mac: reception, url, password: null });
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test("another account's phone cannot be taken over, even with on_conflict", async () => {
    await stranger.register(macId, url, 'Daryna');
    const project = await service.project(engine, provider('replace') + device());
    const failed = await project.apply();
    expect(failed).toMatchObject({ code: 1 });
    const text = words(failed.output);
    expect(text).toContain(`Error: Phone ${reception} is registered by another account`);
    expect(text).toContain('Only its owner or the vendor can deregister it');
    expect(await stranger.rows()).toEqual([wanted]);
    expect(await project.resources()).toEqual([]);
  });

  test('two resources cannot claim one phone in the same apply', async () => {
    const project = await service.project(engine, device() + device({ mac_id: '7c:2f:80:82:0e:c0-55df' }, 'twin'));
    const failed = await project.apply();
    expect(failed).toMatchObject({ code: 1 });
    expect(words(failed.output)).toContain(`Error: Two resources claim phone ${reception}`);
    expect(await project.resources()).toHaveLength(1);
    expect(await service.rows()).toEqual([wanted]);
  });

  test("the server's refusal is reported at the attribute and leaves no state", async () => {
    // A bare MAC is enough to import a phone, not to register one.
    const project = await service.project(engine, device({ mac_id: reception }));
    const failed = await project.apply();
    expect(failed).toMatchObject({ code: 1 });
    expect(words(failed.output)).toMatch(
      /Error: Phone 7C2F80820EC0 could not be registered: the redirect server answered mac_invalid/,
    );
    expect(failed.output).toMatch(
      /main\.tf line 2, in resource "gigaset_device" "reception":\n.* 2: +mac_id = "7C2F80820EC0"/,
    );
    expect(words(failed.output)).toContain('A MAC without its ID cannot be registered');
    expect(await service.rows()).toEqual([]);
    expect(await project.resources()).toEqual([]);
  });
});
