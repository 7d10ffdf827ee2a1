import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { dist } from '../../../tools/paths.ts';
import { run as runProgram } from '../../../tools/run.ts';
import { startForge } from '../../support/forge.ts';
import { runCommand } from '../../support/server.ts';
import { useShared } from '../../support/shared.ts';
import { listValues, planOf, resourceChange } from '../../unit/cli/plans.ts';

const forge = useShared(startForge);
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-forge-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

/** A plan for a fleet of one phone, as a file. */
const planFile = (url: string): string =>
  file(
    'plan.json',
    JSON.stringify(
      planOf(
        resourceChange('gigaset_device_list.all', null, listValues([{ mac: '7C2F80000001', url, providerName: 'D' }])),
      ),
    ),
  );

describe.each(['github', 'gitlab'] as const)('in a pipeline of %s', (kind) => {
  const run = (...args: readonly string[]) => {
    const event = file('event.json', JSON.stringify({ pull_request: { number: 7 } }));
    return runCommand(args, '', { ...forge.pipeline(kind), GITHUB_EVENT_PATH: event });
  };
  const report = async (url: string, ...options: readonly string[]): Promise<string> => {
    const output = join(dir, 'report.md');
    expect(await run('report', planFile(url), '--output', output, ...options)).toMatchObject({ code: 0 });
    return output;
  };

  test('a report is one comment, which the next report updates', async () => {
    expect(await run('forge', 'comment', await report('http://a.example/'))).toMatchObject({ code: 0 });
    // Someone else comments with the same first line.
    const [first] = forge.comments;
    forge.comments.unshift({ id: 99, author: 'mallory', title: '', body: first?.body ?? '', isOpen: true });
    expect(await run('forge', 'comment', await report('http://b.example/'))).toMatchObject({ code: 0 });
    expect(forge.comments.map(({ author }) => author)).toEqual(['mallory', 'github-actions[bot]']);
    expect(forge.comments.at(-1)?.body).toContain('http://b.example/');
  });

  test('a report that the token of another account posted is updated and found', async () => {
    forge.actAs('phones-app[bot]');
    for (const url of ['http://a.example/', 'http://b.example/']) {
      expect(await run('forge', 'comment', await report(url))).toMatchObject({ code: 0 });
    }
    expect(forge.comments).toHaveLength(1);
    expect(await run('forge', 'reviewed')).toMatchObject({ code: 0 });
  });

  test('reports of several stacks are comments of their own', async () => {
    for (const title of ['berlin', 'hamburg', 'berlin']) {
      expect(await run('forge', 'comment', await report('http://a.example/', '--title', title))).toMatchObject({
        code: 0,
      });
    }
    expect(forge.comments).toHaveLength(2);
  });

  test('a comment among hundreds is found', async () => {
    expect(await run('forge', 'comment', await report('http://a.example/'))).toMatchObject({ code: 0 });
    for (let id = 1000; id < 1250; id++) {
      forge.comments.unshift({ id, author: 'mallory', title: '', body: 'fine', isOpen: true });
    }
    expect(await run('forge', 'comment', await report('http://b.example/'))).toMatchObject({ code: 0 });
    expect(forge.comments).toHaveLength(251);
  });

  test('the reviewed hash lets report accept that plan alone', async () => {
    await run('forge', 'comment', await report('http://a.example/'));
    const { code, stdout } = await run('forge', 'reviewed');
    expect(code).toBe(0);
    expect(await run('report', planFile('http://a.example/'), '--verify', stdout.trim())).toMatchObject({ code: 0 });
    expect(await run('report', planFile('http://b.example/'), '--verify', stdout.trim())).toMatchObject({ code: 1 });
    expect(await run('forge', 'reviewed', '--title', 'berlin')).toMatchObject({ code: 1, stdout: '' });
  });

  test('drift is one issue, which is updated, closed, and opened anew', async () => {
    const drift = (): string => file('drift.md', '### gigaset: 1 missing\n');
    expect(await run('forge', 'issue', '--close')).toMatchObject({ code: 0 });
    expect(await run('forge', 'issue', drift())).toMatchObject({ code: 0 });
    expect(await run('forge', 'issue', drift())).toMatchObject({ code: 0 });
    expect(forge.issues.map(({ isOpen }) => isOpen)).toEqual([true]);
    expect(await run('forge', 'issue', '--close')).toMatchObject({ code: 0 });
    expect(forge.issues.map(({ isOpen }) => isOpen)).toEqual([false]);
    expect(await run('forge', 'issue', drift())).toMatchObject({ code: 0 });
    expect(forge.issues.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  const login = '<html><head><title>Sign in</title></head><body>…</body></html>';
  const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795867200' };
  test.each([
    ['a page that asks for a login', 200, {}, login, 'HTTP 200 with an HTML page ("Sign in").'],
    ['JSON of another kind', 200, {}, '"fine"', 'not answered by the API of a forge'],
    ['a wrong token', 401, {}, '{"message":"401 Unauthorized"}', 'The token in'],
    ['a missing permission', 403, {}, '{"error":"insufficient_scope"}', 'needs the'],
    [
      'a limit of requests',
      403,
      limit,
      '{"message":"API rate limit"}',
      'Run the job again after 2026-11-28T12:00:00Z.',
    ],
    ['a limit with a delay', 429, { 'retry-after': '60' }, 'Retry later', 'Run the job again in 60 seconds.'],
    ['an unknown project', 404, {}, '{"message":"404 Project Not Found"}', 'the token may not see it'],
    ['an error page', 502, {}, '<html>\n<h1>Bad Gateway</h1></html>', 'HTTP 502 with an HTML page ("Bad Gateway").'],
    ['nothing', 500, {}, '', 'HTTP 500 with an empty answer.'],
    ['control characters', 400, {}, '\u001b[2J\nno', 'HTTP 400 with "[2J no".'],
  ])('%s as an answer is an error that explains it', async (_, status, headers, text, words) => {
    const body = await report('http://a.example/');
    forge.answerWith(text, status, headers);
    for (const args of [
      ['forge', 'issue', '--close'],
      ['forge', 'comment', body],
    ]) {
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(words);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  test('results are JSON for programs', async () => {
    const json = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await run('forge', ...args, '--json')).stdout);
    const drift = file('drift.md', '### gigaset: 1 missing\n');
    expect(await json('comment', await report('http://a.example/'))).toEqual({ pullRequest: 7, action: 'added' });
    expect(await json('reviewed')).toEqual({ pullRequest: 7, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await json('issue', '--close')).toEqual({ issue: null, action: 'none' });
    expect(await json('issue', drift)).toEqual({ issue: 101, action: 'opened' });
    expect(await json('issue', drift)).toEqual({ issue: 101, action: 'updated' });
    expect(await json('issue', '--close')).toEqual({ issue: 101, action: 'closed' });
  });

  test.each([['forge'], ['forge', 'comment'], ['forge', 'reviewed'], ['forge', 'issue']])(
    'the help of %s %s begins with examples that work',
    async (...words) => {
      const comment = await report('http://a.example/');
      await run('forge', 'comment', comment);
      file('drift.md', '### gigaset: 1 missing\n');
      mkdirSync(join(dir, 'bin'));
      writeFileSync(join(dir, 'bin', 'terraform'), `#!/bin/sh\nexec cat '${join(dir, 'plan.json')}'\n`, {
        mode: 0o755,
      });
      const { stdout } = await run(...words, '--help');
      const [, block = ''] = /^Examples:\n((?: {2}.*\n)+)/.exec(stdout) ?? [];
      expect(block).not.toBe('');
      const env = {
        ...process.env,
        ...forge.pipeline(kind),
        NODE_OPTIONS: undefined,
        GITHUB_EVENT_PATH: join(dir, 'event.json'),
        PATH: [dist, join(dir, 'bin'), process.env['PATH']].join(delimiter),
      };
      for (const example of block.trim().split(/\n {2}/)) {
        const { code, output } = await runProgram('/bin/bash', ['-euo', 'pipefail', '-c', example], { cwd: dir, env });
        expect({ example, code, output }).toMatchObject({ example, code: 0 });
      }
    },
  );

  test('a refusal of the forge is an error that does not show the token', async () => {
    const token = { GITHUB_TOKEN: 'wrong-secret', GITLAB_TOKEN: 'wrong-secret' };
    const result = await runCommand(['forge', 'issue', '--close'], '', { ...forge.pipeline(kind), ...token });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toContain('401');
    expect(result.stderr).not.toContain('wrong-secret');
  });
});

describe('outside of a pipeline', () => {
  test('forge says which variables it needs', async () => {
    expect(await runCommand(['forge', 'issue', '--close'], '', {})).toMatchObject({ code: 2, stdout: '' });
  });
});
