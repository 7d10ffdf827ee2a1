import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goPlatform } from '../../../cli/install/index.ts';
import { version } from '../../../tools/paths.ts';
import { buildRelease, hostTarget, targets } from '../../../tools/release/index.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { engines } from '../../support/engine.ts';
import { executables } from '../../support/executables.ts';
import { describeWithPeers, peerPath } from '../../support/foreign-peers.ts';
import { onePhone } from '../../support/one-phone.ts';
import { type EngineResult, startEngine } from '../../support/running-engine.ts';

// The files of a release, installed in each way that engines know. Three platforms, because each takes seconds to pack.

const platforms = [...new Set([goPlatform(), 'darwin_arm64', 'windows_amd64'])];
const archive = `terraform-provider-gigaset_${version}_${goPlatform()}.zip`;
describeWithPeers(['openssl', 'gpg'], 'a release', () => {
  let dir: string;
  let release: string;
  let authority: ReturnType<typeof makeCertificates>;
  let server: Server;
  let url: string;
  const earlier = process.env['GNUPGHOME'];

  beforeAll(async () => {
    // The socket of GnuPG's agent is in its folder, whose path must be short.
    dir = mkdtempSync(join(tmpdir(), 'gigaset-release-'));
    release = join(dir, 'release');
    process.env['GNUPGHOME'] = join(dir, 'gpg');
    mkdirSync(join(dir, 'gpg'), { mode: 0o700 });
    gpg('--batch', '--passphrase', '', '--quick-generate-key', 'releases@gigaset.example', 'ed25519', 'sign');
    await buildRelease({
      folder: release,
      targets: targets.filter(({ platform, libc }) => platforms.includes(platform) && libc === hostTarget().libc),
      commandLine: false,
      key: 'releases@gigaset.example',
      note: () => undefined,
    });
    authority = makeCertificates();
    server = createServer(authority.issue('DNS:localhost'), (request, response) => {
      try {
        const file = readFileSync(join(release, 'network-mirror', request.url ?? ''));
        response.setHeader('Content-Type', request.url?.endsWith('.json') ? 'application/json' : 'application/zip');
        response.end(file);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `https://localhost:${typeof address === 'object' && address ? address.port : 0}/`;
  });
  afterAll(() => {
    server.close();
    authority.remove();
    execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env: { ...process.env } });
    process.env['GNUPGHOME'] = earlier;
    rmSync(dir, { recursive: true, force: true });
  });

  const gpg = (...args: readonly string[]): void => {
    // jest's process.env is a copy, which programs do not inherit by themselves.
    execFileSync(peerPath('gpg'), args, { env: { ...process.env }, stdio: ['ignore', 'ignore', 'pipe'] });
  };

  test('lists the checksums of its files and signs the lists', () => {
    const lists = readdirSync(release).filter((name) => name.endsWith('SHA256SUMS'));
    expect(lists).toEqual([
      `gigaset-redirect_${version}_SHA256SUMS`,
      `terraform-provider-gigaset_${version}_SHA256SUMS`,
    ]);
    for (const list of lists) {
      execFileSync('sha256sum', ['--check', '--strict', list], { cwd: release });
      gpg('--verify', join(release, `${list}.sig`), join(release, list));
    }
    expect(readFileSync(join(release, lists[1] ?? ''), 'utf8')).toContain('_manifest.json\n');
  });

  test('comes with an SBOM and a provenance statement', () => {
    const read = (suffix: string): string =>
      readFileSync(join(release, `gigaset-redirect_${version}_${suffix}`), 'utf8');
    expect(JSON.parse(read('provenance.intoto.json'))).toMatchObject({
      predicateType: 'https://slsa.dev/provenance/v1',
      subject: expect.arrayContaining([{ name: archive, digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }]),
    });
    const { components }: { components: readonly { name: string }[] } = JSON.parse(read('sbom.cdx.json'));
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@bufbuild/protobuf', 'fastify', '@oven/bun-darwin-aarch64']));
  });

  describe.each(engines())('$name $version', ({ path, name }) => {
    /** Runs commands one after the other in a new folder with this CLI configuration. */
    async function follow(
      configuration: string,
      commands: readonly (readonly string[])[],
    ): Promise<{ readonly results: readonly EngineResult[]; readonly lock: () => string }> {
      const folder = mkdtempSync(join(dir, 'stack-'));
      writeFileSync(join(folder, 'main.tf'), onePhone);
      writeFileSync(join(folder, 'terraformrc'), configuration);
      const env = {
        HOME: folder,
        // No Node.js anywhere.
        PATH: '',
        CHECKPOINT_DISABLE: '1',
        SSL_CERT_FILE: authority.file,
        TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
        GIGASET_ENDPOINT: 'http://127.0.0.1:9',
        GIGASET_USERNAME: 'daryna',
        GIGASET_PASSWORD: 'secret',
      };
      const results: EngineResult[] = [];
      for (const command of commands) results.push(await startEngine(path, command, { cwd: folder, env }).finished);
      return { results, lock: () => readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8') };
    }

    const installation = (method: string): string => `provider_installation {\n${method}\n}\n`;
    const planned = { code: 0, stdout: expect.stringContaining('Plan: 1 to add') };
    const initAndPlan = [
      ['init', '-no-color'],
      ['plan', '-no-color', '-input=false'],
    ] as const;

    test('installs from the network mirror', async () => {
      const method = `network_mirror {\n    url = ${JSON.stringify(url)}\n  }`;
      const { results, lock } = await follow(installation(method), initAndPlan);
      expect(results).toMatchObject([{ code: 0 }, planned]);
      expect(lock()).toMatch(/h1:/);
    });

    test('records the checksums of three platforms from the network mirror', async () => {
      const command = ['providers', 'lock', `-net-mirror=${url}`, ...platforms.map((one) => `-platform=${one}`)];
      const { results, lock } = await follow('', [command]);
      expect(results).toMatchObject([{ code: 0 }]);
      expect(lock().match(/"h1:/g)).toHaveLength(platforms.length);
    });

    test('installs from a filesystem mirror that contains the archive', async () => {
      const host = name === 'Terraform' ? 'registry.terraform.io' : 'registry.opentofu.org';
      const mirror = mkdtempSync(join(dir, 'mirror-'));
      const folder = join(mirror, host, 'gigaset-redirect/gigaset');
      mkdirSync(folder, { recursive: true });
      copyFileSync(join(release, archive), join(folder, archive));
      const method = `filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }`;
      expect((await follow(installation(method), initAndPlan)).results).toMatchObject([{ code: 0 }, planned]);
    });

    test('plans with dev_overrides, without init', async () => {
      const folder = mkdtempSync(join(dir, 'override-'));
      copyFileSync(executables().provider, join(folder, 'terraform-provider-gigaset'));
      const method = `dev_overrides {\n    "gigaset-redirect/gigaset" = ${JSON.stringify(folder)}\n  }\n  direct {}`;
      const { results } = await follow(installation(method), [['plan', '-no-color', '-input=false']]);
      expect(results).toMatchObject([planned]);
    });
  });
});
