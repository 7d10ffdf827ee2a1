import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines } from '../../support/engine.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import {
  copyTemplate,
  createPackageUser,
  manifestWith,
  readmeClient,
  readmeProgram,
  type PackageUser,
} from './package-user.ts';

// Four kinds of projects, each with the packages that its users have, and the program that the package's README shows.

const forCdktf = readmeProgram().replaceAll(/(['/])cdktn'/g, "$1cdktf'");

/** What `cdktf init` installs. With TypeScript 7, its newest, ts-node crashes and ts-jest cannot be installed. */
const templateTools = {
  '@types/jest': '30',
  '@types/node': '22',
  jest: '30',
  'ts-jest': '29',
  'ts-node': '10',
  typescript: '~5.9.0',
};

interface Kind {
  readonly title: string;
  prepare(user: PackageUser): void;
  readonly check: readonly string[];
  synth(user: PackageUser): Promise<unknown>;
}

/** A project as the command line of a library makes it. */
const template = (library: 'cdktf' | 'cdktn', constructs: string): Kind => ({
  title: `a TypeScript project of ${library} init`,
  prepare: (user) => {
    copyTemplate(user, library);
    const made: object = JSON.parse(user.read('package.json'));
    const version = library === 'cdktf' ? '0.21' : '0.24';
    user.write({
      'package.json': manifestWith({ [library]: version, constructs }, { ...made, devDependencies: templateTools }),
      'main.ts': library === 'cdktf' ? forCdktf : readmeProgram(),
      'client.ts': readmeClient(),
    });
  },
  check: ['tsc', '--noEmit'],
  synth: (user) => user.succeed(join(root, 'node_modules', '.bin', library), ['synth'], { DISABLE_VERSION_CHECK: '1' }),
});

const kinds: readonly Kind[] = [
  template('cdktf', '10'),
  template('cdktn', '>=10.6.0 <10.8.0'),
  {
    title: 'an ES module with moduleResolution bundler',
    prepare: (user) => {
      const compilerOptions = {
        module: 'preserve',
        target: 'es2024',
        strict: true,
        types: ['node'],
        skipLibCheck: true,
      };
      user.write({
        'package.json': manifestWith(
          { cdktn: '0.24', constructs: '10.7' },
          { type: 'module', devDependencies: { '@types/node': '22', typescript: '7' } },
        ),
        'tsconfig.json': JSON.stringify({ compilerOptions }),
        'main.ts': readmeProgram(),
        'client.ts': readmeClient(),
      });
    },
    check: ['tsc', '--noEmit'],
    synth: (user) => user.succeed('node', ['main.ts']),
  },
  {
    title: 'JavaScript with require',
    prepare: (user) => {
      const compilerOptions = {
        module: 'node16',
        allowJs: true,
        checkJs: true,
        strict: true,
        types: ['node'],
        skipLibCheck: true,
      };
      const asCommonJs = (text: string): string =>
        text
          .replaceAll(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')
          .replace('(error: unknown) =>', '(/** @type {unknown} */ error) =>');
      user.write({
        'package.json': manifestWith(
          { cdktf: '0.21', constructs: '10' },
          { devDependencies: { '@types/node': '22', typescript: '6' } },
        ),
        'tsconfig.json': JSON.stringify({ compilerOptions }),
        'main.js': asCommonJs(forCdktf),
        'client.js': asCommonJs(readmeClient()),
      });
    },
    check: ['tsc', '--noEmit'],
    synth: (user) => user.succeed('node', ['main.js']),
  },
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe.each(kinds)('$title', (kind) => {
  let user: PackageUser;
  beforeAll(async () => {
    user = createPackageUser();
    kind.prepare(user);
    await user.install();
    await user.succeed('npx', ['gigaset-redirect', 'install']);
  });
  afterAll(() => {
    user.remove();
  });

  test('compiles', () => user.succeed('npx', kind.check));

  describe('synthesizes a stack', () => {
    beforeAll(() => kind.synth(user));

    test.each(engines())('that $name $version deploys, replans and destroys', async ({ name, path }) => {
      const cwd = join(user.dir, name);
      mkdirSync(cwd);
      cpSync(join(user.dir, 'cdktf.out/stacks/fleet/cdk.tf.json'), join(cwd, 'cdk.tf.json'));
      const { url, username, password } = server;
      const env = { ...user.env, GIGASET_ENDPOINT: url, GIGASET_USERNAME: username, GIGASET_PASSWORD: password };
      const engine = (...args: readonly string[]) => run(path, [...args, '-no-color'], { cwd, env });
      expect(await engine('init')).toMatchObject({ code: 0 });
      expect(await engine('apply', '-auto-approve')).toMatchObject({
        code: 0,
        output: expect.stringContaining('mac = "7C2F80820EC0"'),
      });
      expect(await engine('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
      const [client = ''] = readdirSync(user.dir).filter((file) => file.startsWith('client.'));
      const options = client === 'client.ts' ? ['--disable-warning=ExperimentalWarning'] : [];
      expect(await user.succeed('node', [...options, client], env)).toBe(
        '7C2F80820EC0 http://provider.example/xml/%MACD.xml\n',
      );
      expect(await engine('destroy', '-auto-approve')).toMatchObject({ code: 0 });
    });
  });
});
