import { macIdOf } from '../../test/support/phones.ts';
import { redirectUrl } from './fleet.ts';
import { expectStatus, type Script } from './talk.ts';

/** The XML-RPC calls. Phones that are registered singly are not part of the fleet. */
const methods = ['registerDevice', 'registerDeviceList', 'checkDevice', 'deregisterDevice', 'listDevices'] as const;
export type RpcMethod = (typeof methods)[number];

export function isMethod(name: string): name is RpcMethod {
  return methods.some((method) => method === name);
}

/** The number of phones in a list. */
const listLength = 1000;
/** The numbers of the first phone registered singly and of the first one registered in lists, beyond any fleet. */
const [singly, inLists] = [4_000_000, 8_000_000];
let used = 0;

/**
 * Calls of one method for this many phones: those of the fleet for checkDevice, new ones for registrations, and those that
 * registerDevice has registered for deregisterDevice. For listDevices, `total` is the expected number of phones.
 *
 * @param url with name and password of an account, if there is one
 */
export function rpcScript(method: RpcMethod, url: URL, total: number): Script {
  const calls = callsOf(method, total).map((params) => post(url, method, params));
  let left = calls.length;
  let listing = '';
  const first = 'listDevices' === method ? undefined : /<array><data>\s*<value><boolean>1</;
  return {
    start: () => () => (answer) => {
      if (answer !== '') {
        expectStatus(answer, 200);
        if (first === undefined) listing = answer;
        else if (!first.test(answer)) throw new Error(`${method} was answered: ${answer.slice(0, 2000)}`);
      }
      return left-- > 0 ? calls[left] : undefined;
    },
    check: () => {
      const phones = listing.split('<string>7C2F80').length - 1;
      if (method === 'listDevices' && phones !== total) throw new Error(`${phones} phones are listed, not ${total}`);
    },
  };
}

function callsOf(method: RpcMethod, total: number): readonly (readonly string[])[] {
  const from = used;
  const numbers = (first: number): readonly string[] =>
    Array.from({ length: total }, (_, index) => macIdOf(first + from + index));
  switch (method) {
    case 'listDevices':
      return [[]];
    case 'checkDevice':
      return Array.from({ length: total }, (_, index) => [text(macIdOf(index % 1000).slice(0, 12))]);
    case 'registerDevice':
      used += total;
      return numbers(singly).map((macId) => [text(macId), text(redirectUrl), text('Daryna')]);
    case 'deregisterDevice':
      used += total;
      return numbers(singly).map((macId) => [text(macId)]);
    case 'registerDeviceList': {
      used += total;
      const macIds = numbers(inLists);
      return Array.from({ length: total / listLength }, (_, list) => [
        `<value><array><data>${macIds
          .slice(list * listLength, (list + 1) * listLength)
          .map(text)
          .join('')}</data></array></value>`,
        text(redirectUrl),
        text('Daryna'),
      ]);
    }
  }
}

const text = (words: string): string => `<value><string>${words}</string></value>`;

function post(url: URL, method: RpcMethod, params: readonly string[]): Buffer {
  const body = `<?xml version='1.0'?>\n<methodCall><methodName>autoprov.${method}</methodName><params>${params
    .map((param) => `<param>${param}</param>`)
    .join('')}</params></methodCall>\n`;
  const who = Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64');
  return Buffer.from(
    `POST /apxml/rpc.do HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic ${who}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
