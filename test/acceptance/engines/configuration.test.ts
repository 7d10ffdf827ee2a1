import { oneEngine } from '../../support/engine.ts';
import {
  type Account,
  device,
  hcl,
  kitchen,
  reception,
  type RedirectService,
  resource,
  startRedirectService,
  words,
} from './redirect-service.ts';

let service: RedirectService;
let second: Account;
beforeAll(async () => {
  service = await startRedirectService();
  second = await service.addAccount('second');
});
afterEach(() => service.clear());
afterAll(() => service.stop());

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('two provider configurations keep the phones of two accounts apart', async () => {
    const main = (provider: string): string =>
      resource('provider "gigaset"', {}) +
      resource('provider "gigaset"', {
        alias: 'second',
        username: second.env['GIGASET_USERNAME'],
        password: second.env['GIGASET_PASSWORD'],
      }) +
      device({ provider: hcl(provider) }) +
      device({ mac_id: '7C2F80208295-1910', provider: hcl('gigaset.second') }, 'kitchen');
    const project = await service.project(engine, main('gigaset'));
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([reception]);
    expect((await second.rows()).map(({ mac }) => mac)).toEqual([kitchen]);
    expect(await project.plan()).toMatchObject({ code: 0 });

    // The second account cannot take a phone from the first. Reverting the change resolves the error.
    project.write({ 'main.tf': main('gigaset.second') });
    const failed = await project.apply();
    expect(failed).toMatchObject({ code: 1 });
    expect(words(failed.output)).toContain(`Error: Phone ${reception} is registered by another account`);
    project.write({ 'main.tf': main('gigaset') });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await service.rows()).map(({ mac }) => mac)).toEqual([reception]);
    expect(await project.plan()).toMatchObject({ code: 0 });

    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await second.rows()).toEqual([]);
  });

  test('the configuration takes precedence over the environment', async () => {
    const project = (
      await service.project(
        engine,
        resource('provider "gigaset"', { username: 'daryna', password: service.server.password }) + device(),
      )
    ).withEnv({ GIGASET_USERNAME: 'nobody', GIGASET_PASSWORD: 'wrong' });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toHaveLength(1);
  });

  test('all missing and invalid settings are reported together, at their lines', async () => {
    const project = (await service.project(engine, resource('provider "gigaset"', {}) + device())).withEnv({
      GIGASET_USERNAME: undefined,
      GIGASET_PASSWORD: '',
    });
    const missing = await project.apply();
    expect(missing).toMatchObject({ code: 1 });
    expect(words(missing.output)).toContain('The provider has no username with provider["registry.');
    expect(words(missing.output)).toContain(
      'Set username in the configuration of the provider "gigaset", or the environment variable GIGASET_USERNAME.',
    );
    expect(words(missing.output)).toContain('Error: The environment variable GIGASET_PASSWORD is empty');

    project.write({
      'main.tf':
        resource('provider "gigaset"', { endpoint: 'ftp://provider.example', username: 'da:ryna', password: '' }) +
        device(),
    });
    const wrong = await project.apply();
    expect(wrong).toMatchObject({ code: 1 });
    for (const [line, text] of [
      [2, 'Error: Invalid endpoint'],
      [3, 'Error: Invalid username'],
      [4, 'Error: The provider has no password'],
    ] as const) {
      expect(words(wrong.output)).toMatch(
        new RegExp(`${text} .{0,140}on main\\.tf line ${line}, in provider "gigaset"`),
      );
    }
    expect(await service.rows()).toEqual([]);
  });
});
