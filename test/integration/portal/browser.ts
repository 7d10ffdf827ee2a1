import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { root, work } from '../../../tools/paths.ts';
import { peerPath } from '../../support/foreign-peers.ts';
import type { TestServer } from '../../support/server.ts';

/** The folder for screenshots of the portal; ignored by git. */
export const screenshots = join(work, 'screenshots');

/** Starts Chromium. @throws if there is none */
export async function startBrowser(): Promise<Browser> {
  const path = peerPath('chromium');
  mkdirSync(screenshots, { recursive: true });
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The screen of a desktop computer or of a phone. */
export const screens = {
  desktop: { width: 1280, height: 850 },
  phone: { width: 390, height: 844 },
} as const;

/** Opens a browser window with a fresh profile. */
export function openWindow(
  browser: Browser,
  options: {
    readonly baseURL: string;
    readonly screen?: keyof typeof screens;
    readonly dark?: boolean;
    readonly script?: boolean;
  },
): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: options.baseURL,
    viewport: screens[options.screen ?? 'desktop'],
    colorScheme: options.dark === true ? 'dark' : 'light',
    javaScriptEnabled: options.script ?? true,
    acceptDownloads: true,
  });
}

/** Clicks on a link or button and waits for the next page. */
export async function follow(target: Locator): Promise<void> {
  const navigated = target.page().waitForEvent('framenavigated');
  await target.click();
  await navigated;
  await target.page().waitForLoadState();
}

/** Logs in and waits for the start page. */
export async function logIn(page: Page, name: string, password: string): Promise<void> {
  await page.goto('/portal/login');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await follow(page.getByRole('button', { name: 'Log in' }));
}

/** Opens a fresh window, logs in, and returns the start page. Close its context at the end. */
export async function openPortal(
  browser: Browser,
  { url, username, password }: Pick<TestServer, 'url' | 'username' | 'password'>,
  options: { readonly script?: boolean } = {},
): Promise<Page> {
  const window = await openWindow(browser, { baseURL: url, ...options });
  const page = await window.newPage();
  await logIn(page, username, password);
  return page;
}

/** The text of a page without its header. */
export const mainText = (page: Page): Promise<string> => page.getByRole('main').innerText();

/** Uploads a device file. */
export async function uploadCsv(page: Page, csv: string): Promise<void> {
  await page.goto('/portal/upload');
  const file = { name: 'phones.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await follow(page.getByRole('button', { name: 'Upload' }));
}

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** The serious and critical accessibility problems that axe-core finds on a page, one per line. */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  // The page's content security policy forbids script tags.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}

declare global {
  // The global that axe.min.js defines in the page.
  var axe: {
    run(): Promise<{
      violations: readonly { id: string; impact: string | null; nodes: readonly { html: string }[] }[];
    }>;
  };
}
