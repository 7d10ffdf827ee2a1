import { computed, string } from '../index.ts';
import { testProvider } from '../testing/index.ts';
import { sampleProvider } from './sample/sample-provider.ts';
import { resourceWith } from './support/provider.ts';

const thing = testProvider(sampleProvider).resource('sample_thing');

describe('a saved state', () => {
  test('of an older version is upgraded with all digits of its numbers', async () => {
    const { state } = await thing.upgrade(1, '{"id":"1","title":"A","price":0.12345678901234567890,"gone":true}');
    expect(state).toMatchObject({ id: '1', name: 'A', price: '0.1234567890123456789' });
  });

  test('of the same version loses unknown attributes and gets null for new ones', async () => {
    const { state } = await thing.upgrade(2, { id: '1', name: 'A', gone: true });
    expect(state).toMatchObject({ name: 'A', tags: null });
    expect(state).not.toHaveProperty('gone');
  });

  test.each([
    [3, 'newer version'],
    [0, 'cannot be upgraded'],
  ])('of version %i is refused: %s', async (version, reason) => {
    expect(await thing.upgrade(version, {})).toMatchObject({
      state: null,
      diagnostics: [{ severity: 'error', detail: expect.stringContaining(reason) }],
    });
  });

  test.each(['[]', '{"id":5}', '{"tags":"x"}', '{"price":"x"}', '{"rule":[1]}', 'no JSON'])(
    'that does not match the schema is refused: %s',
    async (json) => {
      expect(await thing.upgrade(2, json)).toMatchObject({ state: null, diagnostics: [{ severity: 'error' }] });
    },
  );

  test('of another resource type is taken over by a move', async () => {
    const provider = 'registry.terraform.io/hashicorp/null';
    const json = { id: '7', triggers: { a: 'b' } };
    expect(await thing.move({ provider, type: 'null_resource', json })).toMatchObject({
      state: { id: '7', name: 'moved' },
      identity: { name: 'moved' },
    });
    expect(await thing.move({ provider, type: 'other', json })).toMatchObject({
      state: null,
      diagnostics: [{ severity: 'error', detail: expect.stringContaining('other') }],
    });
  });
});

describe('a saved identity', () => {
  test('of the same version is accepted, of another one refused', async () => {
    expect(await thing.upgradeIdentity(0, { name: 'a' })).toMatchObject({ identity: { name: 'a' }, diagnostics: [] });
    expect(await thing.upgradeIdentity(1, { name: 'a' })).toMatchObject({ diagnostics: [{ severity: 'error' }] });
  });
});

describe('private state', () => {
  test('keeps, replaces and removes texts, and ignores everything else', async () => {
    const seen: unknown[] = [];
    const resource = await resourceWith(
      { id: computed(string) },
      {
        read({ state, private: privateState }) {
          seen.push(['a', 'b', '__proto__', 'constructor'].map((key) => privateState.get(key)));
          privateState.set('c', '4');
          privateState.set('a', undefined);
          return Promise.resolve(state);
        },
      },
    );
    const before: Record<string, string> = JSON.parse('{"a":"1","b":2,"__proto__":"3"}');
    const { privateState } = await resource.read({ state: { id: '1' }, privateState: before });
    expect(seen).toEqual([['1', undefined, '3', undefined]]);
    expect(privateState).toEqual(JSON.parse('{"__proto__":"3","c":"4"}'));
  });
});
