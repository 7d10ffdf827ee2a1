import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { oneEngine } from '../../support/engine.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { createPackageUser, manifestWith, type PackageUser, readmeProgram } from './package-user.ts';

// docs/guides/cdktf-to-cdktn.md describes this.

const project = {
  language: 'typescript',
  app: 'node --disable-warning=ExperimentalWarning main.ts',
  projectId: '2f7c0a56-9f0e-4f43-9c67-2b1a8d5e3c10',
  sendCrashReports: 'false',
};

let user: PackageUser;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  user = createPackageUser();
  user.write({
    'package.json': manifestWith({ cdktf: '0.21', cdktn: '0.24', constructs: '10.7' }, { type: 'module' }),
    'cdktf.json': JSON.stringify(project),
    'main.ts': readmeProgram().replaceAll(/(['/])cdktn'/g, "$1cdktf'"),
  });
  await user.install();
  await user.succeed('npx', ['gigaset-redirect', 'install']);
});
afterAll(async () => {
  user.remove();
  await server.stop();
});

test.each(oneEngine(import.meta.filename))(
  'a stack that cdktf deployed has an empty diff with cdktn on $name $version',
  async ({ path }) => {
    const settings = {
      GIGASET_ENDPOINT: server.url,
      GIGASET_USERNAME: server.username,
      GIGASET_PASSWORD: server.password,
      TERRAFORM_BINARY_NAME: path,
      DISABLE_VERSION_CHECK: '1',
    };
    const cdk = (library: 'cdktf' | 'cdktn', ...args: readonly string[]): Promise<string> =>
      user.succeed(join(root, 'node_modules/.bin', library), [...args, '--skip-provider-lock'], settings);
    expect(await cdk('cdktf', 'deploy', '--auto-approve')).toContain('1 added');

    const file = user.read('cdktf.json');
    user.write({ 'main.ts': user.read('main.ts').replaceAll(/(['/])cdktf'/g, "$1cdktn'") });
    expect(await cdk('cdktn', 'diff')).toContain('No changes');
    // With a project of its own name, neither library writes one.
    expect(user.read('cdktf.json')).toBe(file);
    expect(await cdk('cdktn', 'destroy', '--auto-approve')).toContain('1 destroyed');
  },
);
