import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '../index.ts';
import { testProvider, unknown } from '../testing/index.ts';

// Runs the providers of README.md.

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
let folder: string;
let diceProvider: Provider;
let gateProvider: Provider;

beforeAll(async () => {
  // Inside the package, so that the code can import it by its name.
  folder = mkdtempSync(join(root, 'test/readme-'));
  for (const [, code = '', file = ''] of readme.matchAll(/```ts\n(\/\/ (provider|gate)\.ts\n[\s\S]*?)```/g)) {
    writeFileSync(join(folder, `${file}.ts`), code);
  }
  ({ diceProvider } = await import(join(folder, 'provider.ts')));
  ({ gateProvider } = await import(join(folder, 'gate.ts')));
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

describe('the second provider of the README', () => {
  const engine = { deferralAllowed: true } as const;

  test('opens a key, renews it and closes it', async () => {
    const provider = testProvider(gateProvider);
    await provider.configure({ building: 'ours' });
    const key = provider.ephemeralResource('gate_key');
    const opened = await key.open({ owner: 'Anna' });
    expect(opened).toMatchObject({ result: { owner: 'Anna', code: 'ours-Anna' }, diagnostics: [] });
    expect(await key.renew(opened)).toMatchObject({ renewAt: expect.any(Date), diagnostics: [] });
    expect(await key.close(opened)).toEqual({ diagnostics: [] });
    expect(provider.log.at(-1)).toMatchObject({ owner: 'Anna' });
  });

  test('rings, and defers what is not there yet', async () => {
    const provider = testProvider(gateProvider);
    await provider.configure({ building: 'ours' });
    expect(await provider.action('gate_ring').invoke({ times: 2 })).toEqual({
      progress: ['rings at ours', 'rings at ours'],
      diagnostics: [],
    });
    const visitor = provider.dataSource('gate_visitor');
    expect(await visitor.read({ name: 'late' }, engine)).toMatchObject({ deferred: 'absentPrerequisite' });
    await provider.configure({ building: unknown }, '1.16.3', engine);
    expect(await visitor.read({ name: 'Anna' }, engine)).toMatchObject({ deferred: 'providerConfigUnknown' });
  });
});
