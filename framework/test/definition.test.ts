import { defineListResource, defineProvider, defineResource, required, string } from '../index.ts';
import { sampleProvider } from './sample/sample-provider.ts';

const attributes = { name: required(string) };
const notCalled = () => Promise.reject(new Error('not called in this test'));
const resource = { type: 't', schema: { attributes }, create: notCalled, read: notCalled, delete: notCalled };

describe('defining a resource', () => {
  test.each(['for_each', 'count', 'Größe', 'a-b'])('refuses the attribute name %s', (name) => {
    const schema = { attributes: { [name]: required(string) } };
    expect(() => defineResource<true>()({ ...resource, schema })).toThrow(name);
  });
});

describe('defining a list', () => {
  const identity = { attributes, of: ({ name }: { name: string }) => ({ name }) };
  async function* list() {
    yield* await Promise.resolve([]);
  }

  test('requires a resource with an identity', () => {
    const of = defineResource<true>()(resource);
    expect(() => defineListResource<true>()({ of, schema: { attributes: {} }, list })).toThrow('identity');
  });

  test('requires its resource in the same provider', () => {
    const of = defineResource<true>()({ ...resource, identity });
    const listResource = defineListResource<true>()({ of, schema: { attributes: {} }, list });
    const { name, address, version, schema } = sampleProvider;
    const configure = () => Promise.resolve(true as const);
    const base = { name, address, version, schema, configure, listResources: [listResource] };
    expect(() => defineProvider({ ...base, resources: [] })).toThrow('t has a list');
    expect(defineProvider({ ...base, resources: [of] }).listResources).toEqual([listResource]);
  });
});
