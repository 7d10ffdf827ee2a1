import { oneEngine } from '../../support/engine.ts';
import { startTestServer } from '../../support/server.ts';
import { device, kitchen, reception, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const url = 'http://provider.example/xml/%MACD.xml';

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('a phone deregistered outside Terraform is planned for creation, alone', async () => {
    const project = await service.project(engine, device() + device({ mac_id: '7C2F80208295-1910' }, 'kitchen'));
    await project.apply();
    await service.deregister(kitchen);
    const planned = await project.plan();
    expect(planned).toMatchObject({ code: 2 });
    expect(planned.output).toContain('gigaset_device.kitchen will be created');
    expect(planned.output).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    await project.apply();
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([kitchen, reception]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test.each([
    ['another URL', 'http://stranger.example/', 'Daryna', '~ url           = "http://stranger.example/" -> '],
    ['another name', url, 'Stranger', '~ provider_name = "Stranger" -> "Daryna"'],
  ])('a phone re-registered with %s is planned to be changed back in place', async (_, to, name, change) => {
    const project = await service.project(engine, device());
    await project.apply();
    await service.deregister(reception);
    await service.register('7C2F80820EC0-55DF', to, name);
    const planned = await project.plan();
    expect(planned.output).toContain('gigaset_device.reception will be updated in-place');
    expect(planned.output).toContain(change);
    await project.apply();
    expect(await service.rows()).toEqual([{ mac: reception, providerName: 'Daryna', url }]);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('a repeated registration with the same values changes only the date', async () => {
    const project = await service.project(engine, device());
    await project.apply();
    const before = await project.resources();
    // The server's date is in whole seconds.
    while (before[0]?.values['registered_at'] === (await dateNow())) await service.deregister(reception).catch(() => 0);
    expect(await project.plan()).toMatchObject({ code: 0 });

    async function dateNow(): Promise<unknown> {
      await service.call('deregisterDevice', reception);
      await service.register('7C2F80820EC0-55DF', url, 'Daryna');
      const answer = await service.call('checkDevice', reception);
      return Array.isArray(answer) ? answer[3] : undefined;
    }
  });

  test('a plan fails while the server is down and leaves the state unchanged', async () => {
    const own = await startTestServer();
    try {
      const provider = 'provider "gigaset" {\n  max_retries = 0\n}\n';
      const project = (await service.project(engine, provider + device())).withEnv({
        GIGASET_ENDPOINT: own.url,
        GIGASET_USERNAME: own.username,
        GIGASET_PASSWORD: own.password,
      });
      await project.apply();
      const before = await project.showText();
      await own.kill();

      for (const attempt of [await project.plan(), await project.apply(), await project.destroy()]) {
        expect(attempt).toMatchObject({ code: 1 });
        expect(words(attempt.output)).toContain(
          `Error: Phone ${reception} could not be read: the redirect server refused the connection`,
        );
        expect(words(attempt.output)).toContain('with gigaset_device.reception');
      }
      expect(await project.showText()).toBe(before);

      const again = await startTestServer({ dataDir: own.dataDir, port: Number(new URL(own.url).port) });
      expect(await project.plan()).toMatchObject({ code: 0 });
      await again.stop();
    } finally {
      await own.stop();
    }
  });
});
