import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { boot } from '../../support/phone-client.ts';
import { runCommand, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from './databases.ts';
import { basic, callDocument, post } from './http.ts';
import { accepted, findings, forgetSearches, ids, mac, printTable, refused, search, walk } from './planted.ts';
import { visit } from './visitor.ts';

onEachDatabase(({ kind, start }) => {
  let server: TestServer;
  beforeAll(async () => {
    forgetSearches();
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
    const reached = await walk(portal, ['/portal/', '/portal/phones', '/portal/history', '/portal/upload/phones']);
    expect(reached.size).toBeGreaterThan(10);

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
    expect(findings()).toEqual([]);
  });
});
