import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../../../cli/command.ts';
import { root } from '../../../tools/paths.ts';
import { certificateFolder } from '../../support/certificates.ts';
import { describeUnless, describeWithPeers } from '../../support/foreign-peers.ts';
import { freePort } from '../../support/free-port.ts';
import { ask } from '../../support/phone-client.ts';
import { buildImage, type TestImage } from './image.ts';

const whyNot = process.getuid?.() === 0 ? undefined : 'only root can take the identity of a container';

describeUnless(whyNot, 'the container image', () => {
  describeWithPeers(['bwrap'], 'made by the steps of its Dockerfile', () => {
    let folder: string;
    let image: TestImage;
    let certificates: Awaited<ReturnType<typeof certificateFolder>>;
    let container: ChildProcess | undefined;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'gigaset-image-'));
      certificates = await certificateFolder();
      image = buildImage(join(root, 'deploy', 'Dockerfile'), folder);
    });
    afterEach(async () => {
      if (container?.exitCode === null) {
        const closed = once(container, 'close');
        container.kill('SIGKILL');
        await closed;
      }
      container = undefined;
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      await certificates.close();
    });

    const health = async (env: Readonly<Record<string, string>>): Promise<number | null> => {
      const check = image.check(env);
      const [code]: readonly unknown[] = await once(check, 'close');
      return typeof code === 'number' ? code : null;
    };

    const start = async (env: Readonly<Record<string, string>>): Promise<void> => {
      const started = image.run(env);
      container = started;
      let output = '';
      await new Promise<void>((resolve, reject) => {
        for (const stream of [started.stdout, started.stderr]) {
          stream?.setEncoding('utf8').on('data', (text: string) => {
            output += text;
            if (/^listening on /m.test(output)) resolve();
          });
        }
        started.once('close', () => reject(new Error(`The container ended before it listened:\n${output}`)));
      });
    };

    test('serves without root and is healthy, at any port', async () => {
      const env = { GIGASET_REDIRECT_PORT: String(await freePort()) };
      expect(await health(env)).toBe(exitCodes.unreachable);
      await start(env);
      expect(await ask(`http://127.0.0.1:${env.GIGASET_REDIRECT_PORT}/readyz`)).toMatchObject({ status: 200 });
      expect(await health(env)).toBe(0);
      expect(statSync(join(image.data, 'secret.key')).uid).toBe(1000);
    });

    test('is healthy with TLS', async () => {
      const { cert, key } = await certificates.make('redirect');
      for (const [name, file] of Object.entries({ 'tls.pem': cert, 'tls.key': key })) {
        cpSync(file, join(image.data, name));
        chownSync(join(image.data, name), 1000, 1000);
      }
      const env = {
        GIGASET_REDIRECT_PORT: String(await freePort()),
        GIGASET_REDIRECT_TLS_CERT: '/data/tls.pem',
        GIGASET_REDIRECT_TLS_KEY: '/data/tls.key',
      };
      await start(env);
      expect(await ask(`https://127.0.0.1:${env.GIGASET_REDIRECT_PORT}/readyz`)).toMatchObject({ status: 200 });
      expect(await health(env)).toBe(0);
    });
  });
});
