import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, work } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';

const bin = join(root, 'node_modules/.bin');
const out = mkdtempSync(join(tmpdir(), 'gigaset-cdktf-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const fleet = { stack: 'fleet', text: '"berlin_7C2F80820EC0_' };
const office = { stack: 'office', text: '"${var.mac_id_7C2F80A14B02}"' };

test.each([
  { title: 'the fleet example, the default app', library: 'cdktf', folder: '.', options: [], ...fleet },
  { title: 'the office', library: 'cdktf', folder: '.', options: ['--app', 'node examples/office/main.ts'], ...office },
  { title: 'the fleet example, the default app', library: 'cdktn', folder: 'examples/cdktn', options: [], ...fleet },
  {
    title: 'the office',
    library: 'cdktn',
    folder: 'examples/cdktn',
    options: ['--app', 'node office/main.ts'],
    ...office,
  },
])('$library synthesizes $title', async ({ library, folder, options, stack, text }) => {
  const { code, output } = await run(join(bin, library), ['synth', '--output', out, ...options], {
    cwd: join(root, folder),
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
