import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from '../../support/certificates.ts';
import { startFaultyProxy, tooMany, faults, type Fault, type FaultyProxy } from '../../support/faulty-proxy.ts';
import { freePort } from '../../support/free-port.ts';
import { config, fleet } from '../engines/faults.ts';
import { device, reception, resource, hcl, words } from '../engines/redirect-service.ts';
import { refused, seenIn, succeeds, type Situation, type World } from './situation.ts';
import { encodeResponse } from '#xmlrpc';

// The network that people have: certificate authorities, wrong schemes, empty variables, and servers that fail.

/** The redirect service by https, with a certificate of an authority that this machine does not know. */
async function withAuthority(
  { service }: World,
  work: (server: { readonly url: string; readonly folder: string; readonly file: string }) => Promise<string>,
): Promise<string> {
  const certificates = makeCertificates();
  const front = await startFaultyProxy(service.server.url, { tls: certificates.issue('IP:127.0.0.1') });
  const folder = join(certificates.file, '../authorities');
  mkdirSync(folder);
  copyFileSync(certificates.file, join(folder, 'office.pem'));
  try {
    return await work({ url: front.url, folder, file: certificates.file });
  } finally {
    await front.close();
    certificates.remove();
  }
}

/** Applies a phone at this endpoint with this environment. */
async function apply(
  { engine, service }: World,
  endpoint: string,
  env: Readonly<Record<string, string>> = {},
  settings = '',
) {
  const project = await service.project(engine, config(device(), settings));
  return project.withEnv({ ...service.env, GIGASET_ENDPOINT: endpoint, ...env }).apply();
}

/** The redirect service behind a proxy that causes faults. */
async function withFaults<T>({ service }: World, work: (proxy: FaultyProxy) => Promise<T>): Promise<T> {
  const proxy = await startFaultyProxy(service.server.url);
  try {
    return await work(proxy);
  } finally {
    await proxy.close();
  }
}

/** An answer in which `ex:` is the prefix of extension types. */
const xml = (body: string): Fault => ({
  kind: 'answer',
  status: 200,
  body: body.replace('<methodResponse>', `<methodResponse xmlns:ex="${EXTENSIONS}">`),
  headers: { 'content-type': 'text/xml' },
});

const EXTENSIONS = 'http://ws.apache.org/xmlrpc/namespaces/extensions';

/** An answer to listDevices with one phone, whose date is this XML. */
const listWithDate = (date: string): Fault =>
  xml(
    encodeResponse([[reception, 'Daryna', 'http://provider.example/xml/%MACD.xml', 'DATE']]).replace(
      /<value>(?:<string>)?DATE(?:<\/string>)?<\/value>/,
      `<value>${date}</value>`,
    ),
  );

const undated = (name: string, date: string): Situation => ({
  done: `listDevices returns ${name} as the date of a phone`,
  holds: 'the list is read, and this phone has no date',
  play: (world) =>
    withFaults(world, async (proxy) => {
      proxy.use(() => listWithDate(date));
      const project = (
        await world.service.project(
          world.engine,
          'data "gigaset_devices" "all" {}\n' +
            resource('output "phone"', { value: hcl('data.gigaset_devices.all.devices[0]') }),
        )
      ).withEnv({ ...world.service.env, GIGASET_ENDPOINT: proxy.url });
      await succeeds(project.apply());
      const { stdout } = await project.run('output', '-json');
      assert.match(stdout, new RegExp(`"mac": "${reception}"`));
      assert.match(stdout, /"registered_at": null/);
      return '"registered_at": null';
    }),
});

export const network: readonly Situation[] = [
  {
    done: 'SSL_CERT_FILE names an authority',
    holds: 'the provider trusts it',
    needs: ['openssl'],
    play: (world) => withAuthority(world, ({ url, file }) => succeeds(apply(world, url, { SSL_CERT_FILE: file }))),
  },
  {
    done: 'SSL_CERT_DIR names a folder with an authority',
    holds: 'the provider trusts it',
    needs: ['openssl'],
    play: (world) => withAuthority(world, ({ url, folder }) => succeeds(apply(world, url, { SSL_CERT_DIR: folder }))),
  },
  {
    done: 'ca_certificate contains another authority than SSL_CERT_FILE',
    holds: 'the provider trusts both',
    needs: ['openssl'],
    play: (world) =>
      withAuthority(world, ({ url, file }) =>
        withAuthority(world, async (other) => {
          const ca = `ca_certificate = file(${JSON.stringify(other.file)})`;
          await succeeds(apply(world, url, { SSL_CERT_FILE: file }, ca));
          await world.service.clear();
          return succeeds(apply(world, other.url, { SSL_CERT_FILE: file }, ca));
        }),
      ),
  },
  {
    done: 'the authority is unknown',
    holds: 'the error points to ca_certificate',
    needs: ['openssl'],
    play: (world) =>
      withAuthority(world, ({ url }) => refused(apply(world, url), /set ca_certificate in the provider configuration/)),
  },
  {
    done: 'the endpoint is https, and the server speaks plain HTTP',
    holds: 'the error says so, and does not mention ca_certificate',
    async play(world) {
      const { output } = await apply(world, world.service.server.url.replace('http:', 'https:'));
      assert.doesNotMatch(output, /ca_certificate/);
      return seenIn(output, [/the server speaks HTTP without TLS at this port/]);
    },
  },
  {
    done: 'the endpoint is http, and the server speaks HTTPS',
    holds: 'the error says so',
    needs: ['openssl'],
    play: (world) =>
      withAuthority(world, ({ url }) =>
        refused(apply(world, url.replace('https:', 'http:')), /the server speaks HTTPS at this port; write https:\/\//),
      ),
  },
  {
    done: 'GIGASET_ENDPOINT is empty, as an unset CI variable is',
    holds: 'the plan is refused with its name; nothing is sent to the vendor',
    play: (world) => refused(apply(world, ''), /The environment variable GIGASET_ENDPOINT is empty/),
  },
  {
    done: 'the server is down while 43 phones are planned',
    holds: 'one error stands for 43 phones',
    async play({ engine, service }) {
      const project = await service.project(engine, config(fleet(43)));
      await succeeds(project.apply());
      const down = project.withEnv({ ...service.env, GIGASET_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
      const { code, output } = await down.plan();
      assert.equal(code, 1);
      assert.equal(output.match(/Error: /g)?.length, 1, output);
      assert.match(words(output), /43 phones/);
      return seenIn(output);
    },
  },
  {
    done: 'the server is down while 43 phones are applied',
    holds: 'one error explains it, and 42 refer to it in one line each',
    async play({ engine, service }) {
      const project = (await service.project(engine, config(fleet(43)))).withEnv({
        ...service.env,
        GIGASET_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
      });
      const { code, output } = await project.apply();
      assert.equal(code, 1);
      const titles = output.match(/Error: .*/g) ?? [];
      assert.equal(titles.length, 43);
      assert.equal(titles.filter((title) => title.includes('see the error for phone')).length, 42);
      assert.equal(words(output).match(/autoprov\.registerDevice\w* at /g)?.length, 1, output);
      return [...titles.filter((title) => !title.includes('see the')), titles[1]].join('\n');
    },
  },
  {
    done: 'the server asks to wait for 11 seconds',
    holds: 'the wait is in the log',
    play: (world) =>
      withFaults(world, async (proxy) => {
        proxy.use(({ nth }) => (nth === 1 ? tooMany(11) : undefined));
        const project = (
          await world.service.project(world.engine, config('data "gigaset_devices" "all" {}\n'))
        ).withEnv({
          ...world.service.env,
          GIGASET_ENDPOINT: proxy.url,
          TF_LOG_PROVIDER: 'WARN',
        });
        const { output } = await project.plan();
        const [told = ''] = /autoprov\.listDevices is sent in 11 s[^\n:]*/.exec(output) ?? [];
        assert.notEqual(told, '', output);
        return told;
      }),
  },
  undated('<nil/>', '<nil/>'),
  undated('<ex:nil/>', '<ex:nil/>'),
  undated('an empty <dateTime.iso8601/>', '<dateTime.iso8601/>'),
  {
    done: 'a fault has a member of an extension type',
    holds: 'the text of the fault is shown',
    play: (world) =>
      withFaults(world, async (proxy) => {
        const fault = faults.fault.body
          .replace('No database', 'The database is being copied')
          .replace(/<value><int>42<\/int><\/value>/, '<value><ex:i8>42</ex:i8></value>');
        proxy.use(() => xml(fault));
        return refused(apply(world, proxy.url), /The database is being copied/);
      }),
  },
];
