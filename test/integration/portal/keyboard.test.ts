import type { Browser, Locator, Page } from 'playwright-core';
import { macIdOf, macOf } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from '../server/databases.ts';
import { mainText, openWindow, startBrowser } from './browser.ts';

/** More stops than any page has on the way to a control. */
const MAX_STOPS = 100;
const password = 'a long enough password';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

// Once with and once without script.
onEachDatabase(({ kind, start }) => {
  const script = kind === 'SQLite';
  let server: TestServer;
  let page: Page;
  beforeAll(async () => {
    server = await start();
    const window = await openWindow(browser, { baseURL: server.url, script });
    page = await window.newPage();
    // The only address that is typed. The field for the name has the focus.
    await page.goto('/');
    await page.keyboard.type(server.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(server.password);
    await go('Enter');
  });
  afterAll(async () => {
    await page.context().close();
    await server.stop();
  });

  /** Presses a key that leads to another page. */
  const go = async (key: string): Promise<void> => {
    const navigated = page.waitForEvent('framenavigated');
    await page.keyboard.press(key);
    await navigated;
    await page.waitForLoadState();
  };
  /** Moves the focus to a control, from where it is. */
  const tabTo = async (control: Locator): Promise<void> => {
    const focused = page.locator(':focus');
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      if ((await control.and(focused).count()) === 1) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The keyboard does not reach ${control.toString()}.`);
  };
  const follow = async (name: string | RegExp, role: 'link' | 'button' = 'button'): Promise<void> => {
    await tabTo(page.getByRole(role, { name, exact: typeof name === 'string' }).first());
    await go('Enter');
  };
  const type = async (label: string | RegExp, text: string): Promise<void> => {
    await tabTo(page.getByLabel(label).first());
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
  };
  const menu = (name: string): Promise<void> => follow(name, 'link');
  const text = (): Promise<string> => mainText(page);

  test('registers, checks, re-points and deregisters a phone', async () => {
    await type(/^MAC-ID/, macIdOf(1));
    await type(/^URL/, 'http://provider.example/%MACD.xml');
    await type('Provider name', 'Daryna');
    await go('Enter');
    expect(await text()).toContain(`Phone ${macOf(1)} is registered.`);
    await menu('Start');
    await type('MAC or MAC-ID', macOf(1));
    await go('Enter');
    await follow('Change target…', 'link');
    await type(/^URL/, 'http://new.example/%MACD.xml');
    await follow('Preview');
    await follow('Re-point 1 phone');
    expect(await text()).toContain('1 phone re-pointed');
    await follow('Deregister…');
    await follow('Deregister');
    expect(await text()).toContain(`Phone ${macOf(1)} is deregistered.`);
  });

  test('uploads a file and downloads its result', async () => {
    await menu('Upload');
    await tabTo(page.locator('summary', { hasText: 'Paste the text instead' }));
    await page.keyboard.press('Enter');
    await tabTo(page.getByLabel('or paste the XML or CSV here'));
    await page.keyboard.insertText(
      ['mac_id,url,provider_name', ...[11, 12, 13].map((phone) => `${macIdOf(phone)},http://a.example/,Three`)].join(
        '\n',
      ),
    );
    await follow('Upload');
    await follow('Register 3 phones');
    await page.getByText('3 phones registered.').waitFor();
    await tabTo(page.getByRole('link', { name: 'Download the result' }));
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe('result.csv');
  });

  test('searches the list, ticks phones, and re-points and deregisters them', async () => {
    await menu('Phones');
    await type('Search', macOf(11).slice(0, 11));
    await go('Enter');
    for (const phone of [11, 12]) {
      await tabTo(page.getByLabel(macOf(phone)));
      await page.keyboard.press('Space');
    }
    await follow('Change target…');
    await type(/^URL/, 'http://ticked.example/');
    await follow('Preview');
    await follow('Re-point 2 phones');
    expect(await text()).toContain('2 phones re-pointed');
    await tabTo(page.getByLabel(macOf(11)));
    await page.keyboard.press('Space');
    await follow('Deregister…');
    await follow('Deregister');
    expect(await text()).toContain(`Phone ${macOf(11)} is deregistered.`);
    await tabTo(page.getByRole('link', { name: 'Export as CSV' }));
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe('phones.csv');
  });

  test('filters the history, and looks at unregistered phones and the help', async () => {
    await menu('History');
    await type('MAC', macOf(11));
    await tabTo(page.getByLabel('Change'));
    await page.keyboard.type('Deregistered');
    await follow('Show');
    expect(await page.getByRole('listitem').count()).toBe(1);
    await menu('Unregistered');
    expect(await text()).toContain('Unregistered phones');
    await menu('Help');
    expect(await text()).toContain('DX800');
  });

  test('adds, changes and removes a login, changes the own password, and logs out', async () => {
    await menu('Logins');
    await type(/^Name/, 'anna');
    await type(/^Password/, password);
    await follow('Add');
    await tabTo(page.getByLabel('Role of daryna+anna'));
    await page.keyboard.type('write');
    await page.keyboard.press('Tab');
    await go('Enter');
    expect(await text()).toContain('The login daryna+anna was changed.');
    await tabTo(page.getByLabel('New password of daryna+anna'));
    await page.keyboard.type(`${password} too`);
    await go('Enter');
    await tabTo(page.getByRole('row', { name: 'daryna+anna' }).getByRole('button', { name: 'Remove…' }));
    await go('Enter');
    await follow('Remove');
    expect(await page.getByLabel('Role of daryna+anna').count()).toBe(0);
    await menu(server.username);
    await type('Current password', server.password);
    await type(/^New password at/, password);
    await type('New password again', password);
    await go('Enter');
    expect(await text()).toContain('Your password was changed.');
    await follow('Log out');
    expect(page.url()).toBe(`${server.url}/portal/login`);
  });
});
