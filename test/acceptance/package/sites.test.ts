import { run } from '../../../tools/run.ts';
import { createPackageUser, manifestWith, type PackageUser } from './package-user.ts';

// The package's README shows these constructs. Their users have one of three test runners and strict types.

const stack = `import { Aspects, TerraformStack, Testing } from 'cdktn';
import { Fleet, GigasetProvider, Phones, RedirectUrl, RequireHttps, Site } from 'gigaset-redirect/cdktn';

export function newStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'fleet');
  new GigasetProvider(stack, 'gigaset');
  Aspects.of(stack).add(new RequireHttps());
  const berlin = new Site(stack, 'berlin', {
    url: RedirectUrl.of('https://provider.example').path('xml').macd(),
    providerName: 'Daryna',
  });
  new Fleet(berlin, 'phones', { phones: Phones.of([{ macId: '7C2F80820EC0-55DF' }]) });
  return stack;
}
`;

/** A test file that passes, and one that fails. */
const testWith = (imports: string, size: number): string => `${imports}
import { expectFleet } from 'gigaset-redirect/cdktn/testing';
import { newStack } from './stack.ts';

test('the fleet', () => {
  expectFleet(newStack())
    .toBeValid()
    .toHaveSize(${size})
    .toRegister('7C2F80820EC0', { url: 'https://provider.example/xml/%MACD.xml' });
});
`;

const fromNode = "import { test } from 'node:test';";
const fromVitest = "import { test } from 'vitest';";

let user: PackageUser;
beforeAll(async () => {
  user = createPackageUser();
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  };
  user.write({
    'package.json': manifestWith(
      { cdktn: '0.24', constructs: '10.7' },
      { type: 'module', devDependencies: { '@types/node': '22', jest: '30', typescript: '~5.9.0', vitest: '4' } },
    ),
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    'stack.ts': stack,
    'node.test.ts': testWith(fromNode, 1),
    'node-fails.test.ts': testWith(fromNode, 2),
    'vitest.test.ts': testWith(fromVitest, 1),
    'vitest-fails.test.ts': testWith(fromVitest, 2),
    // jest does not strip types.
    'jest.test.js': testWith('', 1).replace('./stack.ts', './stack.js'),
    'jest-fails.test.js': testWith('', 2).replace('./stack.ts', './stack.js'),
    'stack.js': stack.replace(': TerraformStack', ''),
  });
  await user.install();
});
afterAll(() => user.remove());

test('the types are strict', async () => {
  await user.succeed('npx', ['tsc']);
  user.write({
    'wrong.ts': "import { RedirectUrl } from 'gigaset-redirect/cdktn';\nRedirectUrl.of('provider.example');\n",
  });
  const compiled = await run('npx', ['tsc'], { cwd: user.dir, env: user.env });
  expect(compiled).toMatchObject({ code: 2, output: expect.stringMatching(/^wrong\.ts\(2,16\): error TS2345/) });
});

test.each([
  ['node:test', 'node', ['--disable-warning=ExperimentalWarning', '--test', 'node.test.ts'], 'node-fails.test.ts'],
  ['vitest', 'npx', ['vitest', 'run', 'vitest.test.ts'], 'vitest-fails.test.ts'],
  ['jest', 'npx', ['jest', 'jest.test.js'], 'jest-fails.test.js'],
] as const)('expectFleet passes and fails with %s', async (_, command, args, failing) => {
  const env = { ...user.env, NODE_OPTIONS: '--experimental-vm-modules' };
  const start = (file: string) => run(command, [...args.slice(0, -1), file], { cwd: user.dir, env });
  expect(await start(args.at(-1) ?? '')).toMatchObject({ code: 0 });
  expect(await start(failing)).toMatchObject({
    code: 1,
    output: expect.stringContaining('1 phone is declared instead of 2.'),
  });
});
