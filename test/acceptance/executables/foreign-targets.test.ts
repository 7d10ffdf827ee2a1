import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable, providerSource, targetName, targets } from '../../../tools/release/index.ts';
import { run } from '../../../tools/run.ts';
import { oneEngine } from '../../support/engine.ts';
import { describeWithPeers, peerPath } from '../../support/foreign-peers.ts';
import { onePhone } from '../../support/one-phone.ts';
import { startEngine } from '../../support/running-engine.ts';

// Executables that this machine can run only with the help of another program.

/** Where Debian's packages for cross-compilation have the libraries of arm64. */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-foreign-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function providerFor(name: string): Promise<string> {
  const target = targets.find((one) => targetName(one) === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  return buildExecutable(await providerSource(), target);
}

describeWithPeers(['qemuArm64'], 'the provider for linux_arm64, in QEMU', () => {
  const [engine] = oneEngine(import.meta.filename);

  test('plans for an engine', async () => {
    if (!engine) throw new Error('no engine');
    copyFileSync(await providerFor('linux_arm64'), join(dir, 'arm64'));
    const emulated = `#!/bin/sh\nexec ${peerPath('qemuArm64')} -L ${ARM64_LIBRARIES} ${join(dir, 'arm64')}\n`;
    writeFileSync(join(dir, 'terraform-provider-gigaset'), emulated, { mode: 0o755 });
    writeFileSync(join(dir, 'main.tf'), onePhone);
    const overrides = `dev_overrides {\n    "gigaset-redirect/gigaset" = ${JSON.stringify(dir)}\n  }\n  direct {}`;
    writeFileSync(join(dir, 'terraformrc'), `provider_installation {\n  ${overrides}\n}\n`);
    const env = {
      HOME: dir,
      PATH: '',
      TF_CLI_CONFIG_FILE: join(dir, 'terraformrc'),
      CHECKPOINT_DISABLE: '1',
      // The place where the runtime looks for such variables differs between processors.
      BUN_JSC_useOptionOfAnotherVersion: '1',
      GIGASET_ENDPOINT: 'http://127.0.0.1:9',
      GIGASET_USERNAME: 'daryna',
      GIGASET_PASSWORD: 'secret',
    };
    const { finished } = startEngine(engine.path, ['plan', '-no-color', '-input=false'], { cwd: dir, env });
    expect(await finished).toMatchObject({ code: 0, stdout: expect.stringContaining('Plan: 1 to add') });
  });
});

describeWithPeers(['muslLoader'], "the provider for linux_amd64_musl, with Debian's loader", () => {
  test('lacks nothing but libstdc++, which Debian has for glibc only', async () => {
    const { output } = await run(peerPath('muslLoader'), ['--list', await providerFor('linux_amd64_musl')]);
    const problems = output.split('\n').filter((line) => line.startsWith('Error'));
    expect(problems[0]).toMatch(/^Error loading shared library libstdc\+\+\.so\.6: No such file/);
    // Symbols of the C++ library: mangled names, and those of its ABI.
    const symbols = problems.slice(1).map((line) => /: (\w+): symbol not found$/.exec(line)?.[1]);
    const strange = symbols.filter((name) => !/^(_Z|__cxa_|__once_proxy$|__dynamic_cast$|__gxx_)/.test(name ?? ''));
    expect(strange).toEqual([]);
  });
});
