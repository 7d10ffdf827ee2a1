import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { formatReport, MAX_REPORT_LENGTH, readPlan } from '../../../cli/plan/index.ts';
import { root } from '../../../tools/paths.ts';
import { describeWithPeers, peerPath } from '../../support/foreign-peers.ts';
import { chunksOf } from '../../unit/cli/chunks.ts';
import { deviceValues, listValues, macOf, planOf, resourceChange } from '../../unit/cli/plans.ts';
import { screenshots, startBrowser } from '../portal/browser.ts';

const URL = 'https://phones.provider.example/xml/%MACD.xml';
const LONG_URL = `https://long.provider.example/${'customers/'.repeat(15)}%MACD.xml?site=berlin|hamburg&model=%DVID`;

const phone = (number: number, url = URL, providerName = 'Daryna') => ({ mac: macOf(number), url, providerName });
const phones = (from: number, to: number, url?: (number: number) => string) =>
  Array.from({ length: to - from }, (_, at) => phone(from + at, url?.(from + at)));
const list = (before: ReturnType<typeof phones>, after: ReturnType<typeof phones>) =>
  resourceChange('gigaset_device_list.all', listValues(before), listValues(after));
const site = (number: number): string => `https://site-${number % 100}.provider.example/%MACD.xml`;
const moved = (number: number): string => `https://new-${number % 50}.provider.example/%MACD.xml`;
const replaced = deviceValues(phone(102));
const imported = resourceChange('gigaset_device.imported', deviceValues(phone(103)), deviceValues(phone(103)), [
  'no-op',
]);

/** What a plan looks like as a comment: its table, and the number of sentences that begin with "Check:". */
interface Look {
  readonly rows: readonly (readonly string[])[];
  readonly checks: number;
}

/** Plans with the first two cells of the rows that their reports have. */
const cases: readonly (readonly [name: string, plan: Readonly<Record<string, unknown>>, look: Look])[] = [
  ['no phone', planOf(list(phones(0, 9), phones(0, 9))), { rows: [], checks: 0 }],
  [
    '1 phone',
    planOf(resourceChange('gigaset_device.lobby', null, deviceValues(phone(1)))),
    { rows: [['register', '1']], checks: 0 },
  ],
  [
    '100 phones',
    planOf(
      list(
        phones(0, 90),
        phones(0, 100, (number) => (number < 10 ? 'https://new.example/' : URL)),
      ),
    ),
    {
      rows: [
        ['register', '10'],
        ['re-point', '10'],
      ],
      checks: 1,
    },
  ],
  [
    '100,000 phones',
    planOf(
      list(
        phones(0, 100_000),
        phones(0, 100_000, () => 'http://new.example/'),
      ),
    ),
    { rows: [['re-point', '100,000']], checks: 2 },
  ],
  [
    '100,000 phones with many targets',
    planOf(
      list(
        phones(0, 100_000, site),
        phones(20_000, 120_000, (number) => (number % 2 ? site : moved)(number)),
      ),
    ),
    {
      rows: [
        ...Array.from({ length: 10 }, () => ['register', '400']),
        ['register', '16,000'],
        ...Array.from({ length: 10 }, () => ['re-point', '800']),
        ['re-point', '32,000'],
        ...Array.from({ length: 10 }, () => ['deregister', '200']),
        ['deregister', '18,000'],
      ],
      checks: 7,
    },
  ],
  [
    'all kinds of changes',
    {
      ...planOf(
        list(
          phones(0, 60),
          phones(0, 40, (number) => (number < 5 ? 'http://old.provider.example/' : URL)),
        ),
        resourceChange('gigaset_device.lobby', deviceValues(phone(100)), {
          ...deviceValues(phone(100)),
          url_credentials: { username: 'u', password: 's3cret' },
        }),
        resourceChange(
          'gigaset_device.long',
          null,
          deviceValues(phone(101, LONG_URL, 'Long <b>name</b>, @all | **x**')),
        ),
        resourceChange('gigaset_device.replaced', replaced, replaced, ['delete', 'create']),
        { ...imported, change: { ...Object(imported['change']), importing: { id: '*' } } },
        resourceChange(
          'gigaset_device.gone',
          deviceValues(phone(104, 'https://u:pw@phones.provider.example/|`x')),
          null,
        ),
        resourceChange('null_resource.a', null, {}),
      ),
      errored: true,
    },
    {
      rows: [
        ['register', '1'],
        ['re-point', '5'],
        ['re-point', '1'],
        ['register again', '1'],
        ['deregister', '20'],
        ['deregister', '1'],
      ],
      checks: 6,
    },
  ],
];

/** A report as a page, by the renderer and with the style sheet of GitHub. */
function render(markdown: string): string {
  const extensions = ['table', 'strikethrough', 'autolink', 'tagfilter'].flatMap((name) => ['--extension', name]);
  const html = execFileSync(peerPath('cmark-gfm'), ['--unsafe', ...extensions], { input: markdown, encoding: 'utf8' });
  const style = readFileSync(join(root, 'node_modules/github-markdown-css/github-markdown-light.css'), 'utf8');
  return `<!doctype html><meta charset="utf-8"><style>${style} body { padding: 16px }</style><body class="markdown-body">${html}`;
}

/** The texts of the elements that a selector finds. */
const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

describeWithPeers(['cmark-gfm', 'chromium'], 'a report as a comment on GitHub', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  describe.each(cases)('about %s', (name, document, look) => {
    let markdown = '';
    beforeAll(async () => {
      const plan = await readPlan(chunksOf(JSON.stringify(document)));
      if (typeof plan === 'string') throw new Error(plan);
      markdown = formatReport(plan.change, { ...plan, title: 'berlin', shrinkPercent: 10 });
    });

    test('fits the forge and contains no secret', () => {
      expect(markdown.length).toBeLessThanOrEqual(MAX_REPORT_LENGTH);
      expect(markdown).not.toMatch(/BEEF|s3cret|u:pw/);
    });

    test.each([900, 390])('shows its rows and its risks on %i pixels', async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.setContent(render(markdown));
      await page.screenshot({ path: join(screenshots, `report ${name} ${width}.png`) });
      const rows = await page.locator('tbody tr').all();
      const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
      const columns = await page.locator('thead th').count();
      expect(cells.map((row) => row.slice(0, 2))).toEqual(look.rows);
      expect(cells.filter((row) => row.length !== columns)).toEqual([]);
      expect(await page.locator('blockquote strong').count()).toBe(look.checks);
      // Markdown that is not interpreted would show its signs, and Markdown that others wrote would not.
      for (const text of await texts(page, 'h3, p, li, th')) expect(text).not.toMatch(/\*\*|\| |^#|<\w/);
      expect(await page.locator('h3').count()).toBe(1);
      expect(await page.locator('td b, td strong').count()).toBe(0);
      expect(await page.locator('details[open]').count()).toBe(0);
      const overhang = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate<number>(overhang)).toBe(0);
      await page.close();
    });

    test('shows each URL in full width on a desktop', async () => {
      const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
      await page.setContent(render(markdown));
      const hidden = await page.evaluate<number>(
        '[...document.querySelectorAll("table")].reduce((sum, table) => sum + table.scrollWidth - table.clientWidth, 0)',
      );
      await page.close();
      expect(hidden).toBe(0);
    });
  });
});
