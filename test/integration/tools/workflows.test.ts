import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goProgram } from '../../../tools/go.ts';
import { root } from '../../../tools/paths.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';

const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name) => join(folder, name));

describeWithPeers(['go'], 'workflows', () => {
  test('actionlint accepts every workflow and the example', async () => {
    const built = await goProgram({
      name: 'actionlint',
      source: join(root, 'tools/actionlint'),
      package: 'github.com/rhysd/actionlint/cmd/actionlint',
    });
    if ('problem' in built) throw new Error(built.problem);
    const lint = (cwd: string, files: readonly string[] = []) => {
      const { status, stdout } = spawnSync(built.program, ['-no-color', ...files], { cwd, encoding: 'utf8' });
      return { status, stdout };
    };
    expect(lint(root, workflows)).toEqual({ status: 0, stdout: '' });

    // The example, in a repository that contains the action: its inputs are checked too.
    const example = readFileSync(join(root, 'examples/gitops/github/phones.yml'), 'utf8');
    const using = /uses: gigaset-redirect\/gigaset-redirect@\S+/;
    expect(example).toMatch(using);
    const repository = mkdtempSync(join(tmpdir(), 'gigaset-workflow-'));
    try {
      mkdirSync(join(repository, '.git'));
      mkdirSync(join(repository, '.github/workflows'), { recursive: true });
      copyFileSync(join(root, 'action.yml'), join(repository, 'action.yml'));
      writeFileSync(join(repository, '.github/workflows/phones.yml'), example.replace(using, 'uses: ./'));
      expect(lint(repository)).toEqual({ status: 0, stdout: '' });
    } finally {
      rmSync(repository, { recursive: true });
    }
  });
});

test('every npm script that a workflow runs exists', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const called = workflows.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/run: npm run (\S+)/g)].map(([, name = '']) => name),
  );
  expect(called).not.toEqual([]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(called));
});
