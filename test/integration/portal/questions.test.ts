import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openStorage } from '../../../server/storage/index.ts';
import { boot } from '../../support/phone-client.ts';
import { idOf, macIdOf, macIdRange, macOf } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from '../server/databases.ts';
import { follow, mainText, openPortal, startBrowser, uploadCsv } from './browser.ts';
import { createClient } from '#autoprov';

// What people come to the portal for, from the start page to the answer, with the time that they are willing to spend.

const url = 'http://old.example/%MACD.xml';
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const asked = macOf(5);
const moved = macOf(6);

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

onEachDatabase(({ kind, start }) => {
  let server: TestServer;
  let page: Page;
  const times: string[] = [];
  beforeAll(async () => {
    server = await start();
    const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
    await client.registerDeviceList(macIdRange(2_000), url, 'Warehouse');
    await client.registerDeviceList(macIdRange(300, 5_000), url, 'Berlin');
    client.close();
    await boot(`${server.url}/device/42/2/`, { username: asked, password: `${asked}-${idOf(5)}` });
    await repointLastWeek();
    page = await openPortal(browser, server);
  });
  afterAll(async () => {
    process.stdout.write(`\nquestions on ${kind}\n${times.join('\n')}\n`);
    await page.context().close();
    await server.stop();
  });

  const repointLastWeek = async (): Promise<void> => {
    const storage = await openStorage(server.database ?? join(server.dataDir, 'redirect.sqlite'));
    const accountId = (await storage.accounts.find(server.username))?.id ?? 0;
    const actor = { accountId, channel: 'portal', login: `${server.username}+boris`, address: '192.0.2.1' } as const;
    const phones = [{ mac: moved, idMatches: () => true }];
    const target = { url: 'http://elsewhere.example/%MACD.xml', encryptedUrl: undefined, providerName: 'Boris' };
    await storage.registrations.repoint(actor, { ...target, at: new Date(Date.now() - WEEK_MS), phones });
    await storage.close();
  };

  /** Notes how long it takes from the start page to the answer. */
  const within = async (seconds: number, question: string, answer: () => Promise<void>): Promise<void> => {
    await page.goto('/portal/');
    const started = performance.now();
    await answer();
    const taken = (performance.now() - started) / 1000;
    times.push(`${question.padEnd(40)} ${taken.toFixed(1)} s, at most ${seconds} s`);
    expect(taken).toBeLessThan(seconds);
  };

  test('did this phone ask, and what was it told?', () =>
    within(10, 'did the phone ask', async () => {
      await page.getByLabel('MAC or MAC-ID').fill(asked);
      await follow(page.getByRole('button', { name: 'Check' }));
      expect(await mainText(page)).toMatch(
        new RegExp(
          `Last asked\\s+\\S+ \\S+ UTC from 127\\.0\\.0\\.1, redirected to http://old\\.example/${asked}\\.xml`,
        ),
      );
    }));

  test('re-point the 300 phones of a filter', () =>
    within(30, 're-point 300 phones of a filter', async () => {
      await follow(page.getByRole('link', { name: 'Phones', exact: true }));
      await page.getByLabel('Provider name').selectOption('Berlin');
      await page.waitForURL(/provider=Berlin/);
      await follow(page.getByRole('link', { name: 'Change the target of these…' }));
      await page.getByLabel('URL').fill('http://berlin.example/%MACD.xml');
      await follow(page.getByRole('button', { name: 'Preview' }));
      await follow(page.getByRole('button', { name: 'Re-point 300 phones' }));
      await page.getByText('300 phones re-pointed').waitFor();
    }));

  test('upload a file with three mistakes, and correct them', () =>
    within(120, 'upload a CSV and correct three mistakes', async () => {
      const right = Array.from({ length: 20 }, (_, index) => `${macIdOf(9_000 + index)},${url},Upload`);
      const wrong = right.with(3, `${macOf(9_003)},${url},Upload`).with(7, `${macIdOf(9_007)},ftp://x,Upload`);
      const header = 'mac_id,url,provider_name';
      await uploadCsv(page, [header, ...wrong.with(9, 'nonsense')].join('\n'));
      const lines = await page.locator('td[data-label="Line"]').allInnerTexts();
      expect(lines.slice(0, 3)).toEqual(['5', '9', '11']);
      await uploadCsv(page, [header, ...right].join('\n'));
      await follow(page.getByRole('button', { name: 'Register 20 phones' }));
      await page.getByText('20 phones registered.').waitFor();
    }));

  test('who re-pointed this phone last week?', () =>
    within(10, 'who re-pointed a phone last week', async () => {
      await page.getByLabel('MAC or MAC-ID').fill(moved);
      await follow(page.getByRole('button', { name: 'Check' }));
      const entry = page.getByRole('listitem').filter({ hasText: 'Re-pointed' });
      expect(await entry.innerText()).toMatch(/in the portal\s+by daryna\+boris from 192\.0\.2\.1/);
    }));
});
