import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from 'xmlrpc';

/** The endpoint and account of a peer. A test server has both. */
export interface Endpoint {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The server's answer as a foreign peer decoded it. */
export type PeerAnswer =
  { readonly value: unknown } | { readonly fault: { readonly code: number; readonly message: string } };

/** A third-party XML-RPC client. */
export interface Peer {
  /** Calls `autoprov.METHOD`, or a method with a dot in its name unchanged. @throws if the answer is not XML-RPC */
  call(method: string, ...params: readonly unknown[]): Promise<PeerAnswer>;
  close(): void;
}

const fullName = (method: string): string => (method.includes('.') ? method : `autoprov.${method}`);

/** The npm package `xmlrpc`. */
export function nodePeer({ url, username, password }: Endpoint): Peer {
  const { hostname, port } = new URL(url);
  const client = createClient({
    host: hostname,
    port: Number(port),
    path: '/apxml/rpc.do',
    basic_auth: { user: username, pass: password },
  });
  return {
    call: (method, ...params) =>
      new Promise((resolve, reject) => {
        client.methodCall(fullName(method), [...params], (error: unknown, value: unknown) => {
          if (!(error instanceof Error)) {
            // The package mistakes a truncated answer for one without a value.
            if (value === undefined) reject(new Error('The answer ended before it was whole.'));
            else resolve({ value });
          } else if ('faultCode' in error && 'faultString' in error) {
            resolve({ fault: { code: Number(error.faultCode), message: String(error.faultString) } });
          } else reject(error);
        });
      }),
    close: () => undefined,
  };
}

/** Python's `xmlrpc.client` in a separate process. */
export function pythonPeer({ url, username, password }: Endpoint): Peer {
  const script = join(import.meta.dirname, 'peer.py');
  const python = spawn('python3', [script, `${url}/apxml/rpc.do`, username, password], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  return {
    call: async (method, ...params) => {
      python.stdin.write(`${JSON.stringify({ method: fullName(method), params })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error('python3 ended.');
      const answer: PeerAnswer | { readonly error: string } = JSON.parse(line.value);
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    close: () => python.stdin.end(),
  };
}

/** The rows of listDevices: MAC, name, URL, date. @throws if the answer is anything else */
export async function listRows(peer: Peer, ...names: readonly string[]): Promise<readonly (readonly string[])[]> {
  const answer = await peer.call('listDevices', ...names);
  if (!('value' in answer) || !Array.isArray(answer.value) || !answer.value.every(isRow)) {
    throw new Error(`listDevices answered ${JSON.stringify(answer)}`);
  }
  return answer.value;
}

function isRow(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length === 4 && value.every((element) => typeof element === 'string');
}

/** For `describe.each`. */
export const peers = [
  { name: "Python's xmlrpc.client", connect: pythonPeer },
  { name: 'npm xmlrpc', connect: nodePeer },
] as const;
