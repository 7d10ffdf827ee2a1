import { engines, withExecutable } from '../../support/engine.ts';
import { brokenStarts, plan, startsFolder } from './broken-starts.ts';

let folder: ReturnType<typeof startsFolder>;
beforeAll(() => {
  folder = startsFolder();
});
afterAll(() => folder.remove());

describe.each([...engines(), ...withExecutable(engines())])('$name $version, provider as $provider', (engine) => {
  test.each(brokenStarts)('plan with $cause', async ({ env, ...printed }) => {
    expect(await plan(engine, await env(folder.path))).toMatch(printed[engine.provider]);
  });
});
