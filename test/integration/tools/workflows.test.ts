import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goProgram } from '../../../tools/go.ts';
import { root } from '../../../tools/paths.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';

const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name) => join(folder, name));

describeWithPeers(['go'], 'workflows', () => {
  test('actionlint accepts every workflow', async () => {
    const built = await goProgram({
      name: 'actionlint',
      source: join(root, 'tools/actionlint'),
      package: 'github.com/rhysd/actionlint/cmd/actionlint',
    });
    if ('problem' in built) throw new Error(built.problem);
    const { status, stdout } = spawnSync(built.program, ['-no-color', ...workflows], { cwd: root, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
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
