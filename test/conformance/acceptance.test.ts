import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineEnv } from '../../tools/engine-env.ts';
import { goPeer } from '../../tools/go.ts';
import { work } from '../../tools/paths.ts';
import { run } from '../../tools/run.ts';
import { engineAt, engines } from '../support/engine.ts';
import { describeUnless } from '../support/foreign-peers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

// Runs terraform-plugin-testing, with which other providers are tested; go-acceptance/device_test.go has the steps.

const built = await goPeer('go-acceptance');
const program = 'program' in built ? built.program : '';
const reason = 'problem' in built ? built.problem : undefined;

const steps = [
  ['TestDevice', 'creates, imports, changes, refreshes and destroys a phone'],
  ['TestDeviceIsReplacedForAnotherMAC', 'replaces a phone for another MAC, and not for another spelling'],
  ['TestFunctions', 'calls a function'],
] as const;
/** The library is made for Terraform. */
const engine = engines().find(({ name }) => name === 'Terraform') ?? engineAt(0);

describeUnless(reason, 'terraform-plugin-testing', () => {
  describe(`on ${engine.name} ${engine.version}`, () => {
    let server: TestServer;
    let folder: string;
    beforeEach(async () => {
      server = await startTestServer();
      folder = mkdtempSync(join(tmpdir(), 'gigaset-acceptance-'));
      installProvider(folder);
    });
    afterEach(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(steps)('%s %s', async (name) => {
      const { code, output } = await run(program, ['-test.v', '-test.run', `^${name}$`], {
        cwd: join(folder, 'work'),
        env: {
          ...engineEnv(),
          NODE_OPTIONS: undefined,
          TF_ACC: '1',
          TF_ACC_TERRAFORM_PATH: engine.path,
          TF_ACC_TEMP_DIR: join(folder, 'work'),
          TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
          TF_LOG: undefined,
          GIGASET_ENDPOINT: server.url,
          GIGASET_USERNAME: server.username,
          GIGASET_PASSWORD: server.password,
        },
      });
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`--- PASS: ${name}`) });
    });
  });
});

/** A mirror for this test alone: each step initialises the engine, which must find the same provider every time. */
function installProvider(folder: string): void {
  const mirror = join(folder, 'mirror');
  cpSync(join(work, 'mirror'), mirror, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(folder, 'work'));
  writeFileSync(
    join(folder, 'terraformrc'),
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["*/*/*"]
  }
}
`,
  );
}
