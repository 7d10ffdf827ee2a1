import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { DataGigasetDevice, DataGigasetDevices, Device, DeviceList, GigasetProvider } from 'gigaset-redirect/cdktf';
import { engines } from '../../support/engine.ts';
import { createProject, type Project } from '../../support/project.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const csv = 'mac_id,provider_name\n7C2F80820EC0-55DF,\n7C2F80208295-1910,Legacy\n';
const url = 'http://provider.example/xml/%MACD.xml';

describe.each(engines())('a stack on $name $version', (engine) => {
  let server: TestServer;
  let project: Project;
  beforeAll(async () => {
    server = await startTestServer();
    const stack = new TerraformStack(Testing.app(), 'fleet');
    new GigasetProvider(stack, 'gigaset', {
      endpoint: server.url,
      username: server.username,
      password: server.password,
    });
    const list = new DeviceList(stack, 'all', { devices: csv, url, providerName: 'Daryna' });
    const one = new Device(stack, 'one', { macId: '7C2F80000001-1234', url, providerName: 'Daryna' });
    const found = new DataGigasetDevice(stack, 'found', { mac: '7c:2f:80:20:82:95', dependsOn: [list] });
    const listed = new DataGigasetDevices(stack, 'listed', { providerNames: ['Daryna'], dependsOn: [list, one] });
    const outputs: Readonly<Record<string, unknown>> = {
      phones: list.deviceCount,
      change: list.lastChange,
      registered: found.registered,
      name: found.providerName,
      number: listed.deviceCount,
      first: listed.devices.get(0).mac,
    };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(stack, name, { value, staticId: true });
    project = await createProject({ engine, hcl: { 'main.tf.json': Testing.synth(stack) }, env: {} });
  });
  afterAll(async () => {
    await server.stop();
    project.remove();
  });

  test('registers and reads its phones, and plans no changes afterwards', async () => {
    expect(await project.apply()).toMatchObject({ code: 0 });
    const { outputs }: { outputs: Record<string, { value: unknown }> } = JSON.parse(project.read('terraform.tfstate'));
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))).toEqual({
      phones: 2,
      change: expect.stringMatching(/^change 1: registered 2 phones .*: 7C2F80208295, 7C2F80820EC0$/),
      registered: true,
      name: 'Legacy',
      number: 2,
      first: '7C2F80000001',
    });
    expect(await project.plan()).toMatchObject({ code: 0 });
    expect(await project.destroy()).toMatchObject({ code: 0 });
  });
});
