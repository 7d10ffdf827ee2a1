import { oneEngine } from '../../support/engine.ts';
import { refusal } from '../../support/faulty-proxy.ts';
import type { Project } from '../../support/project.ts';
import type { EngineResult } from '../../support/running-engine.ts';
import { config, startFaultyService, type FaultyService } from './faults.ts';
import { shown, withoutOwnLogOfDrift } from './planted-secrets.ts';
import { device, hcl } from './redirect-service.ts';
import { encodeResponse } from '#xmlrpc';

/** One unique text for each kind of secret. */
const secrets = {
  "the phone's ID": 'A7C9',
  "the account's password": 'correct horse battery staple',
  'a password in url_credentials': 'stored-Pa55word',
  'a write-only password': 'writeonly-Pa55word',
  "the password in the server's answer": 'answered-Pa55word',
};
const account = Buffer.from(`daryna:${secrets["the account's password"]}`).toString('base64');
/** Matches whole words only, because four hex digits are part of many numbers. */
const pattern = new RegExp(`(?<![0-9A-Za-z])(${[...Object.values(secrets), account].join('|')})(?![0-9A-Za-z])`, 'i');

const mac = '7C2F80820EC0';
const macId = `${mac}-${secrets["the phone's ID"]}`;

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
  expect(service.server.password).toBe(secrets["the account's password"]);
});
beforeEach(() => {
  const ok = encodeResponse([true, `OK: ${secrets["the password in the server's answer"]}`]);
  service.proxy.use(({ method }) => (method === 'registerDevice' ? { kind: 'garbled', body: ok } : undefined));
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const passwords = {
  stored: `{
    username = "phone"
    password = file("stored.txt")
  }`,
  writeOnly: (version: number) => `{
    username            = "phone"
    password_wo         = file("writeonly.txt")
    password_wo_version = ${version}
  }`,
};

/** The secrets come from files, so only the provider can mark them as sensitive. */
const main = (credentials: string): string =>
  config(device({ mac_id: hcl('trimspace(file("mac-id.txt"))'), url_credentials: hcl(credentials) }));
const files = {
  'main.tf': main(passwords.stored),
  'mac-id.txt': `${macId}\n`,
  'stored.txt': secrets['a password in url_credentials'],
  'writeonly.txt': secrets['a write-only password'],
};

/** The lines that contain a secret. */
const leaks = (text: string): readonly string[] => text.split('\n').filter((line) => pattern.test(line));

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  /** Everything at TRACE, on standard error. */
  const open = async (): Promise<Project> =>
    (await service.project(engine, files)).withEnv({ TF_LOG: 'TRACE', TF_LOG_PROVIDER: 'TRACE' });
  const succeeded = (result: EngineResult, ours = (text: string) => text): void => {
    expect(leaks(ours(result.output))).toEqual([]);
    expect(result.output).toContain('provider.gigaset');
    expect(result.code).toBe(0);
  };
  const failed = (result: EngineResult, says: string): void => {
    expect(leaks(result.output)).toEqual([]);
    expect(result.output.replace(/[\s│]+/g, ' ')).toContain(says);
    expect(result.code).toBe(1);
  };

  test('create, change and destroy show no secret in plan, output or log', async () => {
    const project = await open();
    const planned = await project.run('plan', '-out=plan.bin');
    succeeded(planned);
    expect(planned.output).toMatch(/mac_id += \(sensitive value\)/);
    succeeded(await project.run('apply', 'plan.bin'));
    succeeded(await project.run('plan'));

    project.write({ 'main.tf': main(passwords.writeOnly(1)) });
    succeeded(await project.apply());
    project.write({ 'main.tf': main(passwords.writeOnly(2)) });
    succeeded(await project.apply());
    expect(project.read('terraform.tfstate')).not.toContain(secrets['a write-only password']);
    succeeded(await project.destroy());
    expect(await service.rows()).toEqual([]);
  });

  test('show -json marks all secrets in plan and state', async () => {
    const project = await service.project(engine, files);
    const plan = await project.planJson();
    const changes = plan.resource_changes ?? [];
    expect(changes).toHaveLength(1);
    for (const { change } of changes)
      expect(leaks(JSON.stringify(shown(change.after, change.after_sensitive)))).toEqual([]);

    await project.apply();
    const [resource] = await project.resources();
    expect(leaks(JSON.stringify(resource?.values))).toHaveLength(1);
    expect(leaks(JSON.stringify(shown(resource?.values, resource?.sensitive_values)))).toEqual([]);
  });

  test('secrets that a server repeats do not reach an error or a log', async () => {
    const project = await open();
    const wire = `http://phone:${secrets['a password in url_credentials']}@provider.example/`;
    for (const said of [`mac_invalid:${macId}`, `url_invalid:${wire}`]) {
      service.proxy.use(() => refusal(said));
      failed(await project.apply(), `autoprov.registerDevice answered ${said.split(':')[0] ?? ''}:`);
    }
    service.proxy.use(() => ({
      kind: 'answer',
      status: 500,
      body: `wrong ID ${secrets["the phone's ID"]} of ${macId}, ${wire}, Authorization: Basic ${account}, password ${secrets["the account's password"]}`,
    }));
    failed(await project.apply(), 'the server answered with HTTP 500');
    expect(await service.rows()).toEqual([]);
  });

  test('import by MAC and drift show no secret', async () => {
    const project = await open();
    await service.register(macId, `http://phone:${secrets['a password in url_credentials']}@other.example/`, 'Daryna');
    succeeded(await project.run('import', 'gigaset_device.reception', mac), withoutOwnLogOfDrift);
    succeeded(await project.run('plan'));
    succeeded(await project.apply());
    await service.deregister(mac);
    await service.register(macId, `http://phone:${secrets['a write-only password']}@drift.example/`, 'Daryna');
    succeeded(await project.run('plan'), withoutOwnLogOfDrift);
  });
});
