import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { boot, header } from '../../support/phone-client.ts';
import { idOf, macIdRange, macOf } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from '../server/databases.ts';
import { follow, mainText, openPortal, startBrowser } from './browser.ts';
import { createClient } from '#autoprov';

const oldUrl = 'http://old.example/%MACD.xml';
const newUrl = 'http://new.example/%MACD.xml';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start();
    const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
    for (let first = 0; first < 10_000; first += 5_000) {
      await client.registerDeviceList(macIdRange(5_000, first), oldUrl, 'Old');
    }
    await client.registerDeviceList(macIdRange(300, 20_000), oldUrl, 'Berlin');
    client.close();
  });
  afterAll(() => server.stop());

  describe.each([
    { how: 'with script', script: true, prefix: 20_000 },
    { how: 'without script', script: false, prefix: 20_010 },
  ])('$how', ({ script, prefix }) => {
    let page: Page;
    beforeEach(async () => {
      page = await openPortal(browser, server, { script });
    });
    afterEach(() => page.context().close());
    const text = (): Promise<string> => mainText(page);
    const chooseTarget = async (url: string, name: string): Promise<void> => {
      await page.getByLabel('URL').fill(url);
      await page.getByLabel('Provider name').fill(name);
      await follow(page.getByRole('button', { name: 'Preview' }));
    };

    test('changes the target of one phone without its ID', async () => {
      const mac = macOf(prefix);
      await page.goto(`/portal/phones/${mac}`);
      await follow(page.getByRole('link', { name: 'Change target…' }));
      expect(await page.getByLabel('URL').inputValue()).toBe(oldUrl);
      await chooseTarget('http://u:pass-phrase@one.example/%MACD.xml', 'One');
      expect(await page.content()).not.toContain('pass-phrase');
      await follow(page.getByRole('button', { name: 'Re-point 1 phone' }));
      expect(page.url()).toBe(`${server.url}/portal/phones/${mac}`);
      expect(await text()).toMatch(/1 phone re-pointed.*http:\/\/u:\*\*\*@one\.example.*Re-pointed\s+in the portal/s);
      const url = `${server.url}/device/42/2/`;
      const reply = await boot(url, { username: mac, password: `${mac}-${idOf(prefix)}` });
      expect(header(reply, 'location')).toEqual([`http://u:pass-phrase@one.example/${mac}.xml`]);
    });

    test('changes the ticked phones, after mistakes are corrected', async () => {
      const macs = [macOf(prefix + 1), macOf(prefix + 2)];
      await page.goto(`/portal/phones?search=${macs[0]?.slice(0, 11) ?? ''}`);
      for (const mac of macs) await page.getByLabel(mac).check();
      await follow(page.getByRole('button', { name: 'Change target…' }));
      await chooseTarget('ftp://two.example', 'Two');
      expect(await page.getByLabel('URL').getAttribute('aria-invalid')).toBe('true');
      await chooseTarget('http://two.example/', 'Two');
      expect(await text()).toContain('Re-point 2 phones?');
      await follow(page.getByRole('button', { name: 'Re-point 2 phones' }));
      expect(await text()).toMatch(/2 phones re-pointed/);
      expect(await page.locator('a.mac').allInnerTexts()).toEqual(expect.arrayContaining(macs));
    });

    test('asks again when the filter finds other phones than in the preview', async () => {
      const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
      const name = `Growing ${script ? 1 : 2}`;
      await client.registerDevice(`${macOf(30_000 + prefix)}-0001`, oldUrl, name);
      await page.goto('/portal/phones');
      await page.goto(`/portal/repoint?provider=${encodeURIComponent(name)}`);
      await chooseTarget('http://growing.example/%MACD.xml', name);
      await client.registerDevice(`${macOf(30_001 + prefix)}-0002`, oldUrl, name);
      client.close();
      await follow(page.getByRole('button', { name: 'Re-point 1 phone' }));
      expect(await text()).toContain('Nothing was changed.');
      await follow(page.getByRole('button', { name: 'Re-point 2 phones' }));
      expect(await text()).toMatch(/2 phones re-pointed/);
    });

    test('exports what a filter finds as a device file without IDs', async () => {
      await page.goto('/portal/phones?provider=Berlin');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Export as CSV' }).click(),
      ]);
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\n');
      expect(lines[0]).toBe('mac_id,url,provider_name');
      expect(lines).toContain(`${macOf(20_200)},${oldUrl},Berlin`);
      expect(lines.join('\n')).not.toContain(idOf(20_200));
    });
  });

  test('answers booting phones with the old or the new target while 10,000 are re-pointed', async () => {
    const page = await openPortal(browser, server, { script: false });
    await page.goto('/portal/repoint?provider=Old');
    await page.getByLabel('URL').fill(newUrl);
    await page.getByLabel('Provider name').fill('New');
    await follow(page.getByRole('button', { name: 'Preview' }));
    let isDone = false;
    const told = new Map<string, number>();
    const phones = Array.from({ length: 4 }, async (_, first) => {
      for (let index = first; !isDone; index = (index + 1237) % 10_000) {
        const mac = macOf(index);
        const { status, rawHeaders, body } = await boot(`${server.url}/device/42/2/`, {
          username: mac,
          password: `${mac}-${idOf(index)}`,
        });
        const [to = ''] = header({ status, rawHeaders, body }, 'location');
        const answer = `${status} ${to.replace(mac, '%MACD')}`;
        told.set(answer, (told.get(answer) ?? 0) + 1);
      }
    });
    await follow(page.getByRole('button', { name: 'Re-point 10,000 phones' }));
    await page.getByText(/^10,000 phones re-pointed/).waitFor();
    isDone = true;
    await Promise.all(phones);
    expect([...told.keys()].filter((answer) => answer !== `302 ${oldUrl}` && answer !== `302 ${newUrl}`)).toEqual([]);
    await follow(page.getByRole('link', { name: 'Show these phones' }));
    expect(await mainText(page)).toContain('10,000 phones');
    await page.context().close();
  });
});
