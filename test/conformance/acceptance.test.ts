import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineEnv } from '../../setup/engine-env.ts';
import { goPeer } from '../../setup/go-peers.ts';
import { run } from '../../setup/run.ts';
import { engines } from '../support/engine.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

// terraform-plugin-testing, as other providers are tested by it: go-acceptance/device_test.go has the steps.

const built = await goPeer('go-acceptance');
const program = 'program' in built ? built.program : '';
const besideGo = 'program' in built ? describe : describe.skip;
const why = 'program' in built ? '' : ` (nothing to run it: ${built.problem})`;

besideGo.each(engines())(`terraform-plugin-testing on $name $version${why}`, ({ path }) => {
  let server: TestServer;
  let folder: string;
  beforeEach(async () => {
    server = await startTestServer();
    folder = mkdtempSync(join(tmpdir(), 'gigaset-acceptance-'));
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['TestDevice', 'creates, imports, changes, refreshes and destroys a phone'],
    ['TestDeviceIsReplacedForAnotherMAC', 'replaces a phone for another MAC, and not for another spelling'],
    ['TestFunctions', 'calls a function'],
  ])('%s %s', async (name) => {
    const { code, output } = await run(program, ['-test.v', '-test.run', `^${name}$`], {
      cwd: folder,
      env: {
        ...engineEnv(),
        NODE_OPTIONS: undefined,
        TF_ACC: '1',
        TF_ACC_TERRAFORM_PATH: path,
        TF_ACC_TEMP_DIR: folder,
        TF_LOG: undefined,
        GIGASET_ENDPOINT: server.url,
        GIGASET_USERNAME: server.username,
        GIGASET_PASSWORD: server.password,
      },
    });
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`--- PASS: ${name}`) });
  });
});
