import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineEnv } from '../../../tools/engine-env.ts';
import { root, version, work } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines } from '../../support/engine.ts';
import { describeUnless } from '../../support/foreign-peers.ts';

interface Shape {
  readonly json: unknown;
  readonly members: Readonly<Record<string, readonly string[]>>;
}

// With OpenTofu, `cdktf get` looks for the provider under the wrong host and finds nothing.
const terraform = engines().find(({ name }) => name === 'Terraform');
const reason = terraform === undefined ? 'cdktf get reads schemas with Terraform only, which is missing' : undefined;

describeUnless(reason, 'the bindings that cdktf get generates', () => {
  let generated: Shape;
  let ours: Shape;

  beforeAll(async () => {
    const folder = join(work, 'cdktf-get');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const project = {
      language: 'typescript',
      app: 'none',
      sendCrashReports: 'false',
      codeMakerOutput: 'generated',
      terraformProviders: [`gigaset-redirect/gigaset@${version}`],
    };
    writeFileSync(join(folder, 'cdktf.json'), JSON.stringify(project));
    const env = {
      ...engineEnv(),
      TERRAFORM_BINARY_NAME: terraform?.path,
      CDKTF_HOME: join(work, 'cdktf'),
      DISABLE_VERSION_CHECK: '1',
      NODE_OPTIONS: undefined,
    };
    const got = await run(join(root, 'node_modules/.bin/cdktf'), ['get'], { cwd: folder, env });
    expect(got).toMatchObject({ code: 0 });
    generated = await shapeOf(join(folder, 'generated/providers/gigaset'));
    ours = await shapeOf(join(root, 'constructs'));
  });

  test('synthesizes to the same stack', () => {
    expect(ours.json).toEqual(generated.json);
  });

  test.each([
    'GigasetProvider',
    'Device',
    'DeviceUrlCredentialsOutputReference',
    'DeviceList',
    'DeviceListUrlCredentialsOutputReference',
    'DataGigasetDevice',
    'DataGigasetDeviceUrlCredentialsOutputReference',
    'DataGigasetDevices',
    'DataGigasetDevicesDevicesList',
    'DataGigasetDevicesDevicesOutputReference',
    'DataGigasetDevicesDevicesUrlCredentialsOutputReference',
  ])('has no member that our %s lacks', (name) => {
    const useful = (generated.members[name] ?? ['?']).filter((member) => !meaningless(name).includes(member));
    expect(ours.members[name]).toEqual(expect.arrayContaining(useful));
  });
});

/** Members that the generator also adds where they are useless: importing a data source, setting a computed attribute. */
const meaningless = (name: string): readonly string[] =>
  name.startsWith('DataGigaset') ? ['generateConfigForImport', 'internalValue'] : [];

/** Inspects bindings in a separate process, because generated files are not part of the tests. */
async function shapeOf(folder: string): Promise<Shape> {
  const { code, stdout, output } = await run(
    process.execPath,
    // Generated code has parameter properties, which type stripping does not support.
    [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'bindings.ts'),
      folder,
    ],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: undefined } },
  );
  if (code !== 0) throw new Error(output);
  const shape: Shape = JSON.parse(stdout);
  return shape;
}
