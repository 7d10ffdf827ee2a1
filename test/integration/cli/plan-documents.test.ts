import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../support/server.ts';
import { deviceValues, macOf, planOf, resourceChange } from '../../unit/cli/plans.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-plan-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const phone = (number: number) => ({ mac: macOf(number), url: 'https://a.example/%MACD.xml', providerName: 'Daryna' });
const plan = JSON.stringify(planOf(resourceChange('gigaset_device.a', null, deviceValues(phone(1)))));

function file(content: string | Uint8Array): string {
  const path = join(dir, 'plan.json');
  writeFileSync(path, content);
  return path;
}

const utf16 = (text: string, order: 'LE' | 'BE'): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return order === 'LE' ? bytes : bytes.swap16();
};

describe('report reads a plan', () => {
  test.each([
    ['in UTF-8', Buffer.from(plan)],
    ['with a byte order mark', Buffer.from(`\uFEFF${plan}`)],
    ['in UTF-16, as PowerShell writes it', utf16(plan, 'LE')],
    ['in UTF-16 with the other byte order', utf16(plan, 'BE')],
    ['with indentation', Buffer.from(JSON.stringify(JSON.parse(plan), null, 2))],
  ])('%s, from a file and from stdin', async (_, content) => {
    const { stdout: hash } = await runCommand(['report', '--hash'], plan);
    for (const [args, stdin] of [
      [[file(content)], ''],
      [[], content],
    ] as const) {
      expect(await runCommand(['report', ...args, '--hash'], stdin)).toEqual({ code: 0, stdout: hash, stderr: '' });
    }
  });

  // Two chunks of a pipe, or more, divide it.
  test('of 5,000 phones, whose sums are those of an independent count', async () => {
    const numbers = Array.from({ length: 5_000 }, (_, number) => number);
    const changes = numbers.map((number) => {
      const values = deviceValues(phone(number));
      const moved = { ...values, url: 'https://b.example/' };
      return resourceChange(
        `gigaset_device.p${number}`,
        number % 5 === 0 ? null : values,
        number % 5 === 1 ? null : number % 5 === 2 ? moved : values,
      );
    });
    const { stdout } = await runCommand(['report', '--json'], JSON.stringify(planOf(...changes)));
    expect(JSON.parse(stdout)).toMatchObject({
      registered: numbers.filter((number) => number % 5 === 0).length,
      deregistered: numbers.filter((number) => number % 5 === 1).length,
      repointed: numbers.filter((number) => number % 5 === 2).length,
      before: 4_000,
      after: 4_000,
    });
    expect(stdout).not.toContain('BEEF');
  });
});

describe.each([
  ['report', ['report']],
  ['diff', ['diff']],
])('%s refuses a document with its place:', (_, words) => {
  test.each([
    ['half a plan', plan.slice(0, 200), 'incomplete: the JSON breaks off at line 1, column 201.'],
    ['a plan with a wrong character', plan.replace('"1.2",', '"1.2";'), 'not JSON: see line 1, column 24.'],
    ['a saved plan', 'PK\u0003\u0004', undefined],
  ])('%s', async (_name, text, problem) => {
    for (const [argument, stdin] of [
      [file(text), ''],
      ['-', text],
    ] as const) {
      const { code, stdout, stderr } = await runCommand([...words, argument], stdin);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      if (problem !== undefined) expect(stderr).toContain(`${argument === '-' ? 'stdin' : argument} is ${problem}`);
      expect(stderr).not.toContain('BEEF');
    }
  });
});
