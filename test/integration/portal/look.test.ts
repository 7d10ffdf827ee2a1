import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { onEachDatabase } from '../server/databases.ts';
import { follow, logIn, openWindow, screenshots, seriousProblems, startBrowser, uploadCsv } from './browser.ts';
import { type Showcase, startShowcase } from './showcase.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Runs in the page and returns by how many pixels it is wider than the screen. */
const overhangInPage = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const deviceFile = (url: string, ...phones: readonly string[]): string =>
  ['mac_id,url,provider_name', ...phones.map((phone) => `${phone},${url},Daryna`)].join('\n');

/** A page or a state of it: where it is, and what brings it about there. */
interface Sight {
  readonly path: string;
  readonly act?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => (page: Page) => follow(page.getByRole('button', { name }).first());

/** Every page of the portal, filled, and its states. `look` distinguishes the phones that a run registers. */
const sights = ({ phones, strangersPhone }: Showcase, look: number): Readonly<Record<string, Sight>> => ({
  start: { path: '/portal/' },
  'start, refused': {
    path: '/portal/',
    act: async (page) => {
      await page.getByLabel('MAC-ID from the label').fill('nonsense');
      await page.getByLabel('URL').fill('nonsense');
      await page.getByLabel('Provider name').fill('Daryna');
      await press('Register')(page);
    },
  },
  'start, not registered': {
    path: '/portal/',
    act: async (page) => {
      await page.getByLabel('MAC or MAC-ID').fill('7C2F80FFFFFF');
      await press('Check')(page);
    },
  },
  phones: { path: '/portal/phones' },
  'phones, filtered and ticked': {
    path: '/portal/phones?provider=Hospital+Group+North&page=2',
    act: async (page) => {
      for (const tick of [1, 2, 4]) await page.locator('tbody input[type=checkbox]').nth(tick).check();
    },
  },
  'phones, none found': { path: '/portal/phones?search=unknown' },
  'phone, redirected': { path: `/portal/phones/${phones.redirected}` },
  'phone, attacked': { path: `/portal/phones/${phones.attacked}` },
  'phone, refused': { path: `/portal/phones/${phones.refused}` },
  'phone, silent': { path: `/portal/phones/${phones.silent}` },
  'phone, unknown': { path: '/portal/phones/7C2F80FFFFFF' },
  'deregister, confirm': { path: `/portal/phones/${phones.silent}`, act: press('Deregister…') },
  're-point': { path: '/portal/repoint?provider=Daryna' },
  're-point, preview': {
    path: '/portal/repoint?search=7C2F80',
    act: async (page) => {
      await page.getByLabel('URL').fill('http://new.example/%MACD.xml');
      await page.getByLabel('Provider name').fill('Daryna');
      await press('Preview')(page);
    },
  },
  're-point, nothing selected': { path: '/portal/repoint?search=unknown' },
  upload: { path: '/portal/upload' },
  'upload, unfolded': {
    path: '/portal/upload',
    act: async (page) => {
      for (const summary of await page.locator('main details > summary:visible').all()) await summary.click();
    },
  },
  'upload, mistakes': {
    path: '/portal/upload',
    act: (page) => uploadCsv(page, deviceFile('http://a.example/%MACD', phones.silent, '7C2F80C00001', 'nonsense')),
  },
  'upload, preview': {
    path: '/portal/upload',
    act: (page) => uploadCsv(page, changes(phones.silent, look, strangersPhone)),
  },
  'upload, result': {
    path: '/portal/upload',
    act: async (page) => {
      await uploadCsv(page, changes(phones.silent, look, strangersPhone));
      await press(/^Register \d+ phones? and re-point/)(page);
      await page.getByRole('link', { name: 'Result' }).waitFor();
    },
  },
  history: { path: '/portal/history' },
  'history, filtered': { path: '/portal/history?login=daryna%2Bboris&channel=xmlrpc' },
  'history, none found': { path: '/portal/history?login=nobody' },
  logins: { path: '/portal/logins' },
  'logins, refused': {
    path: '/portal/logins',
    act: async (page) => {
      await page.getByLabel(/^Name/).fill('anna');
      await page.getByLabel(/^Password/).fill('a long password');
      await press('Add')(page);
    },
  },
  'logins, remove': { path: '/portal/logins', act: press('Remove…') },
  unregistered: { path: '/portal/unregistered' },
  password: { path: '/portal/password' },
  'password, refused': {
    path: '/portal/password',
    act: async (page) => {
      for (const field of ['Current password', 'New password at', 'New password again']) {
        await page.getByLabel(field).fill(field);
      }
      await press('Change password')(page);
    },
  },
  help: { path: '/portal/help' },
  'unknown page': { path: '/portal/nothing' },
});

const changes = (registered: string, look: number, strangersPhone: string): string =>
  deviceFile(`http://look-${look}.example/%MACD.xml`, registered, `7C2F80C00${look}00-0001`, strangersPhone);

/** The pages of an account that has nothing yet. */
const emptySights: Readonly<Record<string, Sight>> = {
  'empty start': { path: '/portal/' },
  'empty phones': { path: '/portal/phones' },
  'empty history': { path: '/portal/history' },
  'empty unregistered': { path: '/portal/unregistered' },
};

// Desktop computers on one database, phones on the other.
onEachDatabase(({ kind, start }) => {
  const screen = kind === 'SQLite' ? 'desktop' : 'phone';
  let showcase: Showcase;
  beforeAll(async () => {
    showcase = await startShowcase(start);
  });
  afterAll(() => showcase.server.stop());

  test.each(['light', 'dark'] as const)(
    `on a ${screen} in %s colours every page is accessible and fits`,
    async (colours) => {
      const { server, empty } = showcase;
      const window = await openWindow(browser, { baseURL: server.url, screen, dark: colours === 'dark' });
      const page = await window.newPage();
      const found: Record<string, readonly string[]> = {};
      const lookAt = async (name: string): Promise<void> => {
        const file = `${screen}-${colours}-${name.replaceAll(/\W+/g, '-')}.png`;
        await page.screenshot({ path: join(screenshots, file), fullPage: true });
        const problems = await seriousProblems(page);
        if (problems.length > 0) found[name] = problems;
        // Nothing is wider than the screen.
        const overhang = await page.evaluate<number>(overhangInPage);
        if (overhang > 0) found[`${name}, ${overhang} px too wide`] = [];
      };
      const lookAtAll = async (all: Readonly<Record<string, Sight>>): Promise<void> => {
        for (const [name, { path, act }] of Object.entries(all)) {
          await page.goto(path);
          await act?.(page);
          await lookAt(name);
        }
      };
      await page.goto('/portal/login');
      await lookAt('login');
      await logIn(page, server.username, 'not the password');
      await lookAt('login, refused');
      await logIn(page, server.username, server.password);
      await lookAtAll(sights(showcase, colours === 'dark' ? 1 : 0));
      await window.clearCookies();
      await logIn(page, empty.username, empty.password);
      await lookAtAll(emptySights);
      expect(found).toEqual({});
      await window.close();
    },
  );
});
