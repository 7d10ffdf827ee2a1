import { defineProvider, type Attributes, type Resource } from '../../index.ts';
import { testProvider, type TestProvider, type TestResource } from '../../testing/index.ts';

const notCalled = () => Promise.reject(new Error('not called in this test'));

/** A configured provider with one resource, `test_thing`. */
export async function providerWith(attributes: Attributes, resource: Partial<Resource> = {}): Promise<TestProvider> {
  const { schema = { attributes }, ...methods } = resource;
  const provider = testProvider(
    defineProvider({
      name: 'test',
      address: 'registry.terraform.io/example/test',
      version: '1.2.3',
      schema: { attributes: {} },
      configure: () => Promise.resolve(true),
      resources: [
        {
          type: 'test_thing',
          schema,
          create: notCalled,
          read: notCalled,
          update: notCalled,
          delete: notCalled,
          ...methods,
        },
      ],
    }),
  );
  await provider.configure();
  return provider;
}

export const resourceWith = async (attributes: Attributes, resource?: Partial<Resource>): Promise<TestResource> =>
  (await providerWith(attributes, resource)).resource('test_thing');
