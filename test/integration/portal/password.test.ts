import type { Browser, Page } from 'playwright-core';
import { runCommand, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from '../server/databases.ts';
import { visit } from '../server/visitor.ts';
import { follow, logIn, mainText, openWindow, startBrowser } from './browser.ts';
import { createClient } from '#autoprov';

const first = 'the first password of Anna';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

onEachDatabase(({ start }) => {
  let server: TestServer;
  let anna: { readonly url: string; readonly username: string; readonly password: string };
  beforeEach(async () => {
    server = await start();
    const add = ['login', 'add', server.username, 'anna', '--role', 'read', '--password-stdin', ...locationOf(server)];
    expect((await runCommand(add, first)).code).toBe(0);
    anna = { url: server.url, username: `${server.username}+anna`, password: first };
  });
  afterEach(() => server.stop());

  const change = async (page: Page, present: string, password: string, again = password): Promise<void> => {
    await page.getByLabel('Current password').fill(present);
    await page.getByLabel('New password', { exact: false }).first().fill(password);
    await page.getByLabel('New password again').fill(again);
    await follow(page.getByRole('button', { name: 'Change password' }));
  };
  /** The answer to a call over XML-RPC. */
  const listWith = async (password: string): Promise<string> => {
    const client = createClient({ endpoint: server.url, username: anna.username, password });
    try {
      await client.listDevices();
      return 'accepted';
    } catch {
      return 'refused';
    } finally {
      client.close();
    }
  };

  test('a login with the role read changes its own password, and its other sessions end', async () => {
    const window = await openWindow(browser, { baseURL: server.url, script: false });
    const page = await window.newPage();
    await logIn(page, anna.username, first);
    const elsewhere = await visit(anna);
    await follow(page.getByRole('link', { name: anna.username }));

    await change(page, 'not her password', 'the second password');
    expect(await mainText(page)).toContain('The current password is wrong.');
    await change(page, first, 'the second password', 'the second passwort');
    expect(await mainText(page)).toContain('differ');
    await change(page, first, 'short');
    expect(await mainText(page)).toContain('at least 8 characters');
    await change(page, first, first);
    expect(await mainText(page)).toContain('Nothing was changed.');
    expect((await elsewhere.send('/portal/')).status).toBe(200);

    await change(page, first, 'the second password');
    expect(await mainText(page)).toContain('Your password was changed.');
    // The forms of the new session work.
    await page.getByLabel('MAC or MAC-ID').fill('7C2F80820EC0');
    await follow(page.getByRole('button', { name: 'Check' }));
    expect(await mainText(page)).toContain('mac_not_found:7C2F80820EC0');
    expect((await elsewhere.send('/portal/')).status).toBe(303);
    expect(await listWith(first)).toBe('refused');
    expect(await listWith('the second password')).toBe('accepted');
    await page.goto('/portal/history');
    expect(await mainText(page)).toMatch(/Password changed\s+daryna\+anna\s+in the portal\s+by daryna\+anna/);
    await window.close();
  });

  test('guesses of the current password are limited together with those at the login', async () => {
    const visitor = await visit(anna);
    const guess = (present: string) =>
      visitor.submit('/portal/password', { present, password: 'the second password', again: 'the second password' });
    for (let round = 0; round < 10; round++) expect((await guess(`guess ${round}`)).status).toBe(422);
    const refused = await guess('guess 10');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const endpoint = new URLSearchParams({ name: anna.username, password: 'guess 11', to: '' });
    expect((await fetch(`${server.url}/portal/login`, { method: 'POST', body: endpoint })).status).toBe(429);
    expect(await listWith('the second password')).toBe('refused');
  });
});
