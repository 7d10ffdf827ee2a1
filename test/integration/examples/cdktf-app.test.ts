import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, work } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';

const bin = join(root, 'node_modules/.bin');
const out = mkdtempSync(join(tmpdir(), 'gigaset-cdktf-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

test.each([
  ['the fleet example, which is the default app', [], 'fleet', '"berlin-7C2F80820EC0"'],
  ['the office example', ['--app', 'node examples/office/main.ts'], 'office', '"${var.mac_id_7C2F80A14B02}"'],
])('cdktf synthesizes %s', async (_, options, stack, text) => {
  const { code, output } = await run(join(bin, 'cdktf'), ['synth', '--output', out, ...options], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
      CDKTF_HOME: join(work, 'cdktf'),
    },
  });
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(readFileSync(join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8')).toContain(text);
});
