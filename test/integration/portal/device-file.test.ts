import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { idOf, macIdOf, macOf } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from '../server/databases.ts';
import { follow, mainText, openPortal, startBrowser, uploadCsv } from './browser.ts';
import { createClient } from '#autoprov';

const url = 'http://provider.example/%MACD.xml';
const header = 'mac_id,url,provider_name\n';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  describe.each([
    { how: 'with script', script: true, first: 100 },
    { how: 'without script', script: false, first: 200 },
  ])('a device file, $how', ({ script, first }) => {
    let page: Page;
    beforeEach(async () => {
      page = await openPortal(browser, server, { script });
    });
    afterEach(() => page.context().close());
    const text = (): Promise<string> => mainText(page);
    const upload = async (csv: string): Promise<string> => {
      await uploadCsv(page, csv);
      return text();
    };

    test('names its mistakes by line, changes nothing, and is applied when they are corrected', async () => {
      const rows = Array.from({ length: 5 }, (_, index) => `${macIdOf(first + index)},${url},Daryna`);
      const wrong = [rows[0], `${macOf(first + 1)},${url},Daryna`, rows[2], rows[2], `${macIdOf(first + 4)},ftp://x,D`];
      const shown = await upload(header + wrong.join('\n'));
      expect(shown).toContain('Nothing was changed.');
      expect(await page.locator('td[data-label="Line"]').allInnerTexts()).toEqual(
        expect.arrayContaining(['3', '5', '6']),
      );
      await page.goto(`/portal/phones?search=${macOf(first)}`);
      expect(await text()).toContain('No phone matches.');

      expect(await upload(header + rows.join('\n'))).toContain('To be registered: 5 phones');
      expect(await page.content()).not.toContain(idOf(first));
      await follow(page.getByRole('button', { name: 'Register 5 phones' }));
      await page.getByText('5 phones registered.').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Result' }).click(),
      ]);
      const result = readFileSync(await download.path(), 'utf8').split('\n');
      expect(result.slice(0, 2)).toEqual(['line,mac,outcome,answer', `2,${macOf(first)},registered,`]);
    });

    test('re-points registered phones without their IDs, and refuses those of another account', async () => {
      const name = `stranger ${first}`;
      await server.addAccount(name, 'another long pass phrase');
      const stranger = createClient({ endpoint: server.url, username: name, password: 'another long pass phrase' });
      await stranger.registerDevice(macIdOf(first + 50), url, 'Other');
      stranger.close();
      const target = 'http://new.example/%MACD.xml,New';
      const rows = [
        `${macOf(first)},${target}`,
        `${macOf(first + 1)},${url},Daryna`,
        `${macIdOf(first + 50)},${target}`,
      ];
      const shown = await upload(header + rows.join('\n'));
      expect(shown).toMatch(/To be registered: 1 phone.*To be re-pointed: 1 phone/s);
      expect(shown).toContain('1 phone registered with this target already.');
      await follow(page.getByRole('button', { name: 'Register 1 phone and re-point 1 phone' }));
      await page.getByText('1 phone re-pointed, 1 phone refused.').waitFor();
      expect(await text()).toContain(macOf(first + 50));
      await page.goto(`/portal/phones/${macOf(first)}`);
      expect(await text()).toContain('http://new.example/%MACD.xml');
    });

    test('takes the target of the form for rows that have none', async () => {
      await page.goto('/portal/upload');
      await page.getByText('Paste the text instead').click();
      await page.getByLabel('or paste the XML or CSV here').fill(`mac_id\n${macIdOf(first + 70)}\n`);
      await page.getByText('Target of the rows of a CSV file').click();
      await page.getByLabel('URL').fill(url);
      await page.getByLabel('Provider name').fill('Daryna');
      await follow(page.getByRole('button', { name: 'Upload' }));
      await follow(page.getByRole('button', { name: 'Register 1 phone' }));
      await page.getByText('1 phone registered.').waitFor();
    });
  });

  test('shows the progress of 3,000 phones, and keeps the result for download', async () => {
    const page = await openPortal(browser, server, { script: false });
    const rows = Array.from({ length: 3_000 }, (_, index) => `${macIdOf(10_000 + index)},${url},Many\n`).join('');
    await uploadCsv(page, header + rows);
    await follow(page.getByRole('button', { name: 'Register 3,000 phones' }));
    await page.getByText('3,000 phones registered.').waitFor();
    const address = await page.getByRole('link', { name: 'Result' }).getAttribute('href');
    expect(address).toMatch(/^\/portal\/upload\/results\//);
    const reply = await page.request.get(address ?? '');
    expect((await reply.text()).split('\n')).toHaveLength(3_002);
    await page.context().close();
  });
});
