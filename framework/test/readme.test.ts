import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '../index.ts';
import { testProvider, unknown } from '../testing/index.ts';

// Runs the first provider of README.md.

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
let folder: string;
let diceProvider: Provider;

beforeAll(async () => {
  const code = /```ts\n(\/\/ provider\.ts\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  // Inside the package, so that the code can import it by its name.
  folder = mkdtempSync(join(root, 'test/readme-'));
  writeFileSync(join(folder, 'provider.ts'), code);
  ({ diceProvider } = await import(join(folder, 'provider.ts')));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the first provider of the README works as described', async () => {
  const provider = testProvider(diceProvider);
  expect(await provider.configure({ owner: 'Anna' })).toEqual({ diagnostics: [] });
  const roll = provider.resource('dice_roll');
  expect(await roll.validate({ sides: 1 })).toMatchObject({ diagnostics: [{ severity: 'error', path: 'sides' }] });
  expect((await roll.plan({ config: {} })).plan).toMatchObject({ sides: 6, result: unknown });

  const created = await roll.planAndApply({ config: {} });
  expect(created).toMatchObject({ state: { sides: 6, rolled_by: 'Anna', note: null }, diagnostics: [] });
  const noted = await roll.planAndApply({ config: { note: 'lucky' }, prior: created });
  expect(noted.state).toEqual({ ...created.state, note: 'lucky' });
  expect(await roll.plan({ config: { sides: 20 }, prior: noted })).toMatchObject({ requiresReplace: ['sides'] });

  expect(await provider.callFunction('double', 21)).toEqual({ result: 42 });
});
