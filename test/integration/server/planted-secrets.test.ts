import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { boot } from '../../support/phone-client.ts';
import { runCommand, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from './databases.ts';
import { basic, callDocument, post } from './http.ts';
import { visit, type Visitor } from './visitor.ts';

/** The IDs of phones: registered, refused because in use, and mistyped. None occurs elsewhere by accident. */
const ids = { registered: 'E5A1', refused: 'E5A2', mistyped: 'E5A3', listed: 'E5A4' };
const mac = '7C2F80820EC0';
/** A password in each form of a URL. The first ones can be registered, the others are refused. */
const accepted = [
  'http://user:plantedA@a.example/%MACD',
  'http://us%40er:plantedB@b.example/%DVID/x',
  'http://c.example/?token=plantedC&m=%MACD',
];
const refused = [
  'http://name@realm:plantedD@d.example/',
  'http://@:plantedE@e.example/',
  'http:name:plantedF@f.example/',
  'http://name:plantedG/x@g.example/',
  'http://name:plantedH',
  'http://name:planted%zzI@i.example/',
];
/** IDs as words of their own or after a MAC, since random tokens may contain four such characters. */
const secrets = [
  ...Object.values(ids).map((id) => new RegExp(`(?:(?<!\\w)|7C2F80820E[0-9A-F]{2})${id}(?!\\w)`, 'i')),
  /planted/i,
];

/** Where the planted secrets were searched, and how often they were found. */
const searched = new Map<string, { texts: number; found: string[] }>();

/** Searches a text, also decoded from percent-encoding, HTML and base64. */
function search(place: string, text: string): void {
  const base64 = [...text.matchAll(/base64,([A-Za-z0-9+/=]+)/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64').toString(),
  );
  const forms = [text, ...base64, decodeLoosely(text), text.replaceAll('&#x2F;', '/').replaceAll('&amp;', '&')];
  const entry = searched.get(place) ?? { texts: 0, found: [] };
  entry.texts++;
  for (const secret of secrets) {
    for (const form of forms) {
      const at = form.search(secret);
      if (at >= 0) entry.found.push(`…${form.slice(Math.max(0, at - 60), at + 40)}…`);
    }
  }
  searched.set(place, entry);
}

const decodeLoosely = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });

/** Follows every link of the portal from its pages, and searches pages, links and the headers of answers. */
async function walk(portal: Visitor, starts: readonly string[]): Promise<void> {
  const queue = [...starts];
  const seen = new Set<string>();
  for (const path of queue) {
    if (seen.has(path) || seen.size > 100) continue;
    seen.add(path);
    const { text, headers } = await portal.send(path);
    search('pages', text);
    search('links and addresses', path);
    search('headers', JSON.stringify([...headers]));
    const links = [...text.matchAll(/href="(\/portal\/[^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
    const targets = [...text.matchAll(/<option value="([^"]+)"/g)].map(([, tag = '']) => `/portal/phones?url=${tag}`);
    queue.push(...links.filter((link) => !link.includes('/assets/')), ...targets, headers.get('location') ?? path);
  }
  expect(seen.size).toBeGreaterThan(20);
}

onEachDatabase(({ kind, start }) => {
  let server: TestServer;
  beforeAll(async () => {
    searched.clear();
    server = await start({ args: ['--metrics-listen', '127.0.0.1:0', '--log-level', 'debug'] });
  });
  afterAll(async () => {
    printTable(kind);
    await server.stop();
  });

  test('a planted secret is found nowhere', async () => {
    const portal = await visit(server);
    // Registered over XML-RPC, as a single phone and as a list.
    for (const [index, url] of accepted.entries()) {
      const macId = `7C2F80820EC${index}-${ids.registered}`;
      search(
        'answers to XML-RPC',
        (await post(server, callDocument('autoprov.registerDevice', macId, url.replace('&', '&amp;'), 'Daryna'))).text,
      );
    }
    const list = `<array><data><value>7C2F80820ED0-${ids.listed}</value><value>${mac}-${ids.refused}</value></data></array>`;
    search(
      'answers to XML-RPC',
      (await post(server, callDocument('autoprov.registerDeviceList', list, accepted[0] ?? '', 'Daryna'))).text,
    );
    // Refused: URLs of odd forms, phones in use, wrong IDs and mistyped ones, over XML-RPC and in the portal.
    for (const url of refused) {
      search(
        'refusals over XML-RPC',
        (await post(server, callDocument('autoprov.registerDevice', `7C2F80820EE0-${ids.refused}`, url, 'Daryna')))
          .text,
      );
      search(
        'refusals in the portal',
        (
          await portal.submit('/portal/register', {
            mac_id: `7C2F80820EE0-${ids.refused}`,
            url,
            provider_name: 'Daryna',
          })
        ).text,
      );
    }
    for (const macId of [
      `${mac}-${ids.refused}`,
      `${mac.slice(1)}-${ids.mistyped}`,
      `${mac}-${ids.mistyped}0`,
      `${mac} ${ids.mistyped}-`,
    ]) {
      for (const method of ['autoprov.checkDevice', 'autoprov.deregisterDevice']) {
        search('refusals over XML-RPC', (await post(server, callDocument(method, macId))).text);
      }
      search(
        'refusals in the portal',
        (await portal.submit('/portal/register', { mac_id: macId, url: accepted[0] ?? '', provider_name: 'Daryna' }))
          .text,
      );
      search('refusals in the portal', (await portal.submit('/portal/check', { mac: macId })).text);
      search('refusals in the portal', (await portal.submit('/portal/deregister', { mac: macId })).text);
      await portal.submit('/portal/deregister', { mac: macId, confirmed: 'yes' });
      search('refusals in the portal', (await portal.send('/portal/phones')).text);
    }
    // Uploads that are done, refused and broken.
    const documents = [
      callDocument('autoprov.registerDevice', `${mac}-${ids.refused}`, accepted[0] ?? '', 'Daryna'),
      callDocument('autoprov.registerDevice', `${mac.slice(1)}-${ids.mistyped}`, refused[0] ?? '', 'Daryna'),
      callDocument('autoprov.registerDevice', `${mac}-${ids.refused}`, accepted[0] ?? '', 'Daryna').slice(0, -20),
      callDocument('autoprov.listDevices'),
      callDocument('autoprov.checkDevice', `${mac}-${ids.registered}`),
      callDocument(`${mac}-${ids.mistyped}`),
    ];
    for (const text of documents) {
      const form = new FormData();
      form.append('text', text);
      search('uploads', (await portal.submit('/portal/upload', form)).text);
    }
    // Secrets in addresses and in the search, which people paste.
    const typed = [...accepted, ...refused, `${mac}-${ids.registered}`].map(encodeURIComponent);
    for (const text of typed) {
      for (const path of [
        `/portal/phones?search=${text}`,
        `/portal/phones?url=${text}`,
        `/portal/login?to=/portal/phones?search=${text}`,
      ]) {
        const { text: page, headers } = await portal.send(path);
        search('pages', page);
        search('links and addresses', headers.get('location') ?? '');
      }
      const { headers } = await portal.submit('/portal/phones', { search: decodeURIComponent(text) });
      search('links and addresses', headers.get('location') ?? '');
      const anonymous = await fetch(`${server.url}/portal/phones?search=${text}`, { redirect: 'manual' });
      search('links and addresses', anonymous.headers.get('location') ?? '');
      search('errors', await (await fetch(`${server.url}/nowhere/${text}`)).text());
      search('errors', await (await fetch(`${server.url}/%zz/${text}`)).text());
    }
    expect((await portal.send('/portal/phones?search=planted')).text).toContain('No phone matches.');
    await walk(portal, ['/portal/', '/portal/phones', '/portal/history', '/portal/upload/phones']);

    // Phones: with the right ID (which is told its whole URL), with a wrong one, and with the MAC-ID in the path.
    const path = `${server.url}/device/42/2/${mac}-${ids.registered}.xml`;
    const told = await boot(path, { username: mac, password: `${mac}-${ids.registered}` });
    expect(told.body).toContain('plantedA');
    await boot(path, { username: mac, password: `${mac}-${ids.mistyped}` });
    await fetch(`${server.url}/device/42/2/`, {
      headers: { authorization: basic(`${mac}-${ids.registered}`, 'planted') },
    });

    // Metrics, the log, the command line, the database and a backup.
    const metrics = (await server.logged(/metrics: listening on http:\/\/[0-9.:]+/)).replace(/^.* /, '');
    search('metrics', await (await fetch(`${metrics}/metrics`)).text());
    search('log', server.log());
    const backup = join(server.dataDir, 'copy.backup');
    const { code, stdout, stderr } = await runCommand(['backup', backup, ...locationOf(server)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    search('command line', stdout + stderr);
    search('command line', (await runCommand(['account', 'list', ...locationOf(server)])).stdout);
    const records = gunzipSync(await readFile(backup)).toString();
    expect(records).toContain('http://user:***@a.example/%MACD');
    search('backup', records);
    search(
      'audit log',
      records
        .split('\n')
        .filter((line) => line.includes('"audit"'))
        .join('\n'),
    );
    for (const password of ['plantedP', 'planted/P', 'planted@P', '12/planted@P', 'pla%6Eted']) {
      for (const database of [
        `postgres://redirect:${password}@db.example/redirect`,
        `postgres://db.example/redirect?user=redirect&password=${password}`,
        `host=db.example password=${password}`,
      ]) {
        const checked = await runCommand(['serve', '--check-config', '--database', database, '--data', server.dataDir]);
        search('serve --check-config', checked.stdout + checked.stderr);
        const failed = await runCommand(['account', 'list', '--data', server.dataDir], '', {
          GIGASET_REDIRECT_DATABASE: database.replace('db.example', '127.0.0.1:1'),
        });
        search('errors of the command line', failed.stdout + failed.stderr);
      }
    }
    const found = [...searched].flatMap(([place, entry]) => entry.found.map((text) => `${place}: ${text}`));
    expect(found).toEqual([]);
  });
});

/** Prints what was searched. On stderr, because the output of test processes is dropped. */
function printTable(kind: string): void {
  const rows = [...searched].map(
    ([place, { texts, found }]) => `${place.padEnd(28)} ${String(texts).padStart(5)} texts, ${found.length} found`,
  );
  process.stderr.write(`Planted secrets, ${kind}:\n${rows.join('\n')}\n`);
}
