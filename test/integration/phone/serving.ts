import { ask } from '../../support/phone-client.ts';
import type { TestServer } from '../../support/server.ts';

/** The URL of the phone listener, from the log. */
export async function phoneUrlOf(server: TestServer): Promise<string> {
  const line = await server.logged(/phones: listening on (https?:\/\/[\w.:]+)/);
  return line.replace('phones: listening on ', '');
}

/** Registers a phone. */
export async function register(server: TestServer, macId: string, url: string): Promise<void> {
  const credentials = Buffer.from(`${server.username}:${server.password}`).toString('base64');
  const value = (text: string): string => `<param><value>${text}</value></param>`;
  const params = [macId, url, 'Daryna'].map(value).join('');
  const reply = await ask(`${server.url}/apxml/rpc.do`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}` },
    body: `<methodCall><methodName>autoprov.registerDevice</methodName><params>${params}</params></methodCall>`,
  });
  if (!reply.body.includes('OK: password')) throw new Error(`${macId} was not registered: ${reply.body}`);
}
