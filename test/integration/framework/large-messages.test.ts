import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nullProvider } from '../../../framework/example/null-provider.ts';
import { connectTo, dynamicValue, type Client } from '../../../framework/test/support/grpc-peer.ts';
import { createProviderServer, type ProviderServer } from '#framework';

// A foreign gRPC client at the limit that engines have for a message, 256 MiB: too much memory and time for a unit test.

const MIB = 1024 * 1024;

let folder: string;
let server: ProviderServer;
let client: Client;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framework-large-'));
  server = createProviderServer(nullProvider);
  client = connectTo(`unix:${await server.listen({ path: join(folder, 's') })}`);
});
afterEach(async () => {
  client.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

test('a message of 250 MiB is accepted', async () => {
  const config = dynamicValue({ id: null, triggers: { text: 'x'.repeat(250 * MIB) } });
  const answer = await client.call('ValidateResourceConfig', { type_name: 'null_resource', config });
  expect(answer).toEqual({ diagnostics: [] });
});

test('a message of more than 256 MiB is answered with RESOURCE_EXHAUSTED', async () => {
  const config = { msgpack: Buffer.alloc(257 * MIB) };
  const answer = client.call('ValidateResourceConfig', { type_name: 'null_resource', config });
  await expect(answer).rejects.toMatchObject({ code: 8 });
});
