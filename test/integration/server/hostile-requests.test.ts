import { startTestServer, type TestServer } from '../../support/server.ts';
import { type Attack, crowds, documents, encodings, lengths } from './hostile-requests.ts';
import { callDocument, post } from './http.ts';
import type { Endpoint } from './peers.ts';
import { underAttack } from './under-attack.ts';

let server: TestServer;
let probe: Endpoint;
let rightAnswer: string;
beforeAll(async () => {
  server = await startTestServer();
  await server.addAccount('annas', 'the password of anna');
  await server.addAccount('bystander', 'the password of another');
  probe = { url: server.url, username: 'bystander', password: 'the password of another' };
  await post(probe, callDocument('autoprov.registerDevice', '7C2F80208295-1910', 'http://b.example/', 'Others'));
  const { text } = await post(probe, callDocument('autoprov.listDevices'));
  rightAnswer = `200 ${text}`;
  expect(rightAnswer).toContain('7C2F80208295');
});
afterAll(() => server.stop());

const all: readonly [string, Attack, RegExp][] = [...documents, ...encodings, ...lengths, ...crowds];

test.each(all)(
  '%s: gets a clear answer, uses little memory and delays no other client',
  async (_name, attack, answer) => {
    const siege = await underAttack(server, probe, () => attack(server));
    expect(siege.answer).toMatch(answer);
    expect(siege.told).toEqual([rightAnswer]);
    expect(siege.grownMiB).toBeLessThan(200);
    // The server logged no unexpected error (pino's level 50 is an error).
    expect(server.log()).not.toContain('"level":50');
  },
);
