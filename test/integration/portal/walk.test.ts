import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../../tools/paths.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { follow, mainText, openPortal, startBrowser } from './browser.ts';
import { createClient } from '#autoprov';

const url = 'http://provider.example/%DVID/%MACD.xml';
const documents = join(root, 'test/support/documents');

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each([
  { how: 'with script', script: true },
  { how: 'without script', script: false },
])('the portal, $how', ({ script }) => {
  let server: TestServer;
  let page: Page;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    page = await openPortal(browser, server, { script });
  });
  afterEach(() => page.context().close());

  const register = async (macId: string, to: string, name: string): Promise<void> => {
    await page.goto('/portal/');
    await page.getByLabel('MAC-ID from the label').fill(macId);
    await page.getByLabel('URL').fill(to);
    await page.getByLabel('Provider name').fill(name);
    await follow(page.getByRole('button', { name: 'Register' }));
  };
  const check = async (mac: string): Promise<void> => {
    await page.goto('/portal/');
    await page.getByLabel('MAC or MAC-ID').fill(mac);
    await follow(page.getByRole('button', { name: 'Check' }));
  };
  const text = (): Promise<string> => mainText(page);

  test('registers a phone, finds it in another spelling, and deregisters it', async () => {
    await register('7c:2f:80:82:0e:c0-55df', url, 'Daryna');
    expect(page.url()).toBe(`${server.url}/portal/phones/7C2F80820EC0`);
    expect(await text()).toMatch(/Phone 7C2F80820EC0 is registered\..*OK: password/s);
    // The URL that a phone of a given model will get.
    expect(await text()).toContain('http://provider.example/42/2/7C2F80820EC0.xml');
    await page.getByLabel('for the model').fill('16/1');
    await follow(page.getByRole('button', { name: 'Show' }));
    expect(await text()).toContain('http://provider.example/16/1/7C2F80820EC0.xml');

    await check('7C-2F-80-82-0E-C0');
    expect(page.url()).toBe(`${server.url}/portal/phones/7C2F80820EC0`);
    expect(await text()).toMatch(/Registered in the portal/);

    await follow(page.getByRole('button', { name: 'Deregister…' }));
    expect(await text()).toContain('Deregister this phone?');
    await follow(page.getByRole('button', { name: 'Deregister', exact: true }));
    expect(await text()).toMatch(/Phone 7C2F80820EC0 is deregistered\..*OK/s);
    await check('7C2F80820EC0-55DF');
    expect(await text()).toContain('mac_not_found:7C2F80820EC0');
    // Someone who searches for a missing phone probably wants to register it.
    expect(await page.getByLabel('MAC-ID from the label').inputValue()).toBe('7C2F80820EC0-****');
  });

  test('shows mistakes beside their fields and keeps the input except secrets', async () => {
    await register('7C2F8082-0EC0', 'ftp://provider.example', ' Daryna ');
    expect(await text()).toContain('"7C2F8082-****" is not a MAC-ID.');
    expect(await text()).toContain('"ftp://provider.example" is not a redirect URL.');
    expect(await page.getByLabel('MAC-ID from the label').inputValue()).toBe('7C2F8082-****');
    expect(await page.getByLabel('URL').inputValue()).toBe('ftp://provider.example');
    expect(await page.getByLabel('MAC-ID from the label').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Provider name').getAttribute('aria-invalid')).toBeNull();

    await register('7C2F80A14B02-3E91', url, 'Daryna');
    await register('7C2F80A14B02-3E91', url, 'Daryna');
    expect(await text()).toContain('mac_already_in_use:7C2F80A14B02');
  });

  test('searches, filters, sorts and pages the list, with the choice in its address', async () => {
    const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
    const many = Array.from(
      { length: 60 },
      (_, index) => `7C2F80B3${(0xe000 + index).toString(16).toUpperCase()}-0001`,
    );
    await client.registerDeviceList(many, 'http://warehouse.example/%MACD', 'Daryna Warehouse');
    await client.registerDevice('7C2F80C95D14-0002', 'http://provider.example/100%25', 'A "b" & <c>');
    client.close();

    await page.goto('/portal/phones');
    await page.getByLabel('Provider name').selectOption('Daryna Warehouse');
    // With JavaScript, a choice takes effect at once.
    if (!script) await follow(page.getByRole('button', { name: 'Show' }));
    await page.getByText('60 phones', { exact: true }).waitFor();
    expect(page.url()).toContain('provider=Daryna+Warehouse');
    expect(await text()).toContain('Page 1 of 2');
    await follow(page.getByRole('link', { name: 'Next →' }).first());
    expect(await text()).toContain('Page 2 of 2');
    expect(page.url()).toMatch(/provider=Daryna\+Warehouse.*page=2/);

    await page.goto('/portal/phones');
    await page.getByLabel('Search').fill('7c:2f:80:b3:e0:3b');
    await follow(page.getByRole('button', { name: 'Show' }));
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await text()).toContain('7C2F80B3E03B');

    await page.goto('/portal/phones');
    await follow(page.getByRole('link', { name: 'Provider name' }));
    const rows = page.getByRole('row');
    expect(await rows.nth(1).innerText()).toContain('A "b" & <c>');
    await follow(page.getByRole('link', { name: 'Provider name ↑' }));
    expect(await rows.nth(1).innerText()).toContain('Daryna Warehouse');

    await page.goto('/portal/phones?search=nobody');
    expect(await text()).toContain('No phone matches.');
  });

  test('deregisters selected phones together after a confirmation', async () => {
    await register('7C2F80D00001-0001', url, 'Together');
    await register('7C2F80D00002-0002', url, 'Together');
    await page.goto('/portal/phones?provider=Together');
    await page.getByLabel('7C2F80D00001').check();
    await page.getByLabel('7C2F80D00002').check();
    await follow(page.getByRole('button', { name: /^Deregister/ }));
    expect(await text()).toContain('Deregister 2 phones?');
    await follow(page.getByRole('button', { name: 'Deregister', exact: true }));
    expect(await text()).toContain('2 phones deregistered.');
    await page.goto('/portal/phones?provider=Together');
    expect(await text()).toContain('No phone matches.');
    await page.goto('/portal/history');
    expect(await page.getByRole('listitem').first().innerText()).toMatch(/Deregistered\s+2 phones\s+in the portal/);
  });

  test("accepts the documents of the vendor's manual and shows the server's answer", async () => {
    const upload = async (file: string): Promise<string> => {
      await page.goto('/portal/upload');
      await page.getByLabel('File').setInputFiles(join(documents, file));
      await follow(page.getByRole('button', { name: 'Upload' }));
      if (file.startsWith('deregister')) {
        expect(await text()).toMatch(/^Deregister \d phones?\?/);
        await follow(page.getByRole('button', { name: 'Deregister' }));
      }
      await page.getByRole('heading', { name: "The server's response" }).waitFor();
      return text();
    };
    expect(await upload('registerDevice.xml')).toContain('1 phone registered.');
    expect(await upload('registerDeviceList.xml')).toMatch(
      /1 phone registered, 1 phone refused\..*7C2F80820EC0-\*{4}.*mac_already_in_use:7C2F80820EC0/s,
    );
    expect(await upload('checkDevice.xml')).toContain('http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml');
    expect(await upload('listDevices-name.xml')).toContain('7C2F80208295');
    expect(await upload('listDevices.xml')).toContain('7C2F80208295');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Result' }).click(),
    ]);
    const result = readFileSync(await download.path(), 'utf8');
    expect(download.suggestedFilename()).toBe('result.xml');
    expect(result).toMatch(/^<\?xml .*<methodResponse>.*<string>7C2F80208295<\/string>/s);
    expect(await upload('deregisterDeviceList.xml')).toContain('2 phones deregistered.');
    expect(await upload('deregisterDevice.xml')).toMatch(/1 phone refused.*mac_not_found:7C2F80820EC0/s);
    expect(readdirSync(documents)).toHaveLength(7);
  });

  test('accepts a pasted document, and explains an invalid one without losing it', async () => {
    await page.goto('/portal/upload');
    await page.getByText('Paste the text instead').click();
    await page
      .getByLabel('or paste the XML or CSV here')
      .fill('<methodCall><methodName>autoprov.listDevices</methodName>');
    await follow(page.getByRole('button', { name: 'Upload' }));
    expect(await text()).toMatch(/Nothing was done\. Not a valid XML-RPC call: line 1, column \d+/);
    expect(await page.getByLabel('or paste the XML or CSV here').inputValue()).toContain('autoprov.listDevices');
    await page.goto('/portal/upload');
    await follow(page.getByRole('button', { name: 'Upload' }));
    expect(await text()).toContain('There was no document.');
  });

  test('offers templates, the DX800 settings and advice on models', async () => {
    await page.goto('/portal/upload');
    await page.getByRole('heading', { name: 'Templates' }).click();
    for (const name of ['Register one phone', 'Register a list of phones', 'List all phones']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name, exact: true }).click(),
      ]);
      expect(readFileSync(await download.path(), 'utf8')).toMatch(/^<\?xml version="1\.0"\?>\n<methodCall>/);
    }
    await page.goto('/portal/help');
    expect(await text()).toMatch(/Maxwell B, 2, 3, 4.*Maxwell 10.*50 seconds.*DX800/s);
    const [patch] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'DX800_Provisioning_Norm_patch_de.cfg' }).click(),
    ]);
    expect(readFileSync(await patch.path(), 'utf8')).toContain('BS_IP_Data1.ucB_AUTO_UPDATE_PROFILE=1\n');
  });
});
