import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { follow, logIn, openWindow, screenshots, seriousProblems, startBrowser, uploadCsv } from './browser.ts';
import { createClient } from '#autoprov';

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await startBrowser();
  server = await startTestServer();
  const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
  const many = Array.from({ length: 60 }, (_, index) => `7C2F80B3${(0xe000 + index).toString(16).toUpperCase()}-0001`);
  await client.registerDeviceList(many, 'http://u:secret@provider.example/%DVID/%MACD.xml', 'Daryna');
  await client.registerDevice('7C2F80820EC0-55DF', 'http://provider.example/xml/%MACD.xml', 'Daryna Warehouse');
  client.close();
  const stranger = { username: 'stranger', password: 'another long pass phrase' };
  await server.addAccount(stranger.username, stranger.password);
  const other = createClient({ endpoint: server.url, ...stranger });
  await other.registerDevice(strangersPhone, 'http://other.example/%MACD.xml', 'Other');
  other.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Runs in the page and returns by how many pixels it is wider than the screen. */
const overhangInPage = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** A phone of another account, whose registration is refused. */
const strangersPhone = '7C2F80DDDDDD-0001';

const deviceFile = (url: string, ...phones: readonly string[]): string =>
  ['mac_id,url,provider_name', ...phones.map((phone) => `${phone},${url},Daryna`)].join('\n');

const pages = {
  start: '/portal/',
  phones: '/portal/phones',
  'no phones': '/portal/phones?search=unknown',
  phone: '/portal/phones/7C2F80B3E000',
  'unknown phone': '/portal/phones/7C2F80FFFFFF',
  upload: '/portal/upload',
  're-point': '/portal/repoint?provider=Daryna',
  history: '/portal/history',
  logins: '/portal/logins',
  unregistered: '/portal/unregistered',
  help: '/portal/help',
  'unknown page': '/portal/nothing',
};

describe.each(['desktop', 'phone'] as const)('on a %s', (screen) => {
  test.each([
    ['light', false],
    ['dark', true],
  ])('in %s colours every page is accessible and fits the screen', async (colours, dark) => {
    const window = await openWindow(browser, { baseURL: server.url, screen, dark });
    const page = await window.newPage();
    const found: Record<string, readonly string[]> = {};
    const look = async (name: string): Promise<void> => {
      const file = `${screen}-${colours}-${name.replaceAll(' ', '-')}.png`;
      await page.screenshot({ path: join(screenshots, file), fullPage: true });
      const problems = await seriousProblems(page);
      if (problems.length > 0) found[name] = problems;
      // Nothing is wider than the screen.
      const overhang = await page.evaluate<number>(overhangInPage);
      if (overhang > 0) found[`${name}, ${overhang} px too wide`] = [];
    };
    await page.goto('/portal/login');
    await look('login');
    await logIn(page, server.username, server.password);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path);
      await look(name);
    }
    await page.goto('/portal/');
    await page.getByLabel('MAC-ID from the label').fill('nonsense');
    await page.getByLabel('URL').fill('nonsense');
    await page.getByLabel('Provider name').fill('Daryna');
    await follow(page.getByRole('button', { name: 'Register' }));
    await look('refused');
    await page.goto('/portal/phones/7C2F80820EC0');
    await follow(page.getByRole('button', { name: 'Deregister…' }));
    await look('confirm');
    await page.goto('/portal/repoint?provider=Daryna');
    await page.getByLabel('URL').fill('http://new.example/%MACD.xml');
    await page.getByLabel('Provider name').fill('Daryna');
    await follow(page.getByRole('button', { name: 'Preview' }));
    await look('re-point preview');
    const target = `http://${screen}-${colours}.example/%MACD.xml`;
    await uploadCsv(page, deviceFile(target, '7C2F80B3E000', '7C2F80C00001', 'nonsense'));
    await look('device file with mistakes');
    const added = `7C2F80C0${screen === 'phone' ? '1' : '0'}${dark ? '1' : '0'}00-0001`;
    await uploadCsv(page, deviceFile(target, '7C2F80B3E000', '7C2F80820EC0', added, strangersPhone));
    await look('device file preview');
    await follow(page.getByRole('button', { name: /^Register \d+ phones? and re-point/ }));
    await page.getByRole('link', { name: 'Result' }).waitFor();
    await look('device file result');
    expect(found).toEqual({});
    await window.close();
  });
});

test('registers a phone with the keyboard alone', async () => {
  const window = await openWindow(browser, { baseURL: server.url });
  const page = await window.newPage();
  await page.goto('/');
  // The first field already has the focus.
  await page.keyboard.type(server.username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(server.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Register a phone' }).waitFor();
  await page.getByLabel('MAC or MAC-ID').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('7c2f80208295-1910');
  await page.keyboard.press('Tab');
  await page.keyboard.type('http://provider.example/%MACD.xml');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Daryna');
  await page.keyboard.press('Enter');
  await page.getByText('Phone 7C2F80208295 is registered.').waitFor();
  await window.close();
});
