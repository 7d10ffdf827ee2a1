import { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { formatMacId, parseMacId } from '../mac-id.ts';
import { methods } from '../protocol.ts';
import {
  readCheckAnswer,
  readDeregisterAnswer,
  readDeregisterListAnswer,
  readDeviceList,
  readListAnswer,
  readRegisterAnswer,
  UnexpectedShape,
  type CheckAnswer,
  type DeregisterAnswer,
  type RegisterAnswer,
  type Registration,
} from './answers.ts';
import { openConnection, type Connection } from './connection.ts';
import { parseEndpoint } from './endpoint.ts';
import { AnswerFormatError, TransportError, XmlRpcFaultError } from './errors.ts';
import { exchange } from './exchange.ts';
import { encodeCall, type XmlRpcValue } from '#xmlrpc';

export interface ClientOptions {
  /** Host, `host:port`, or URL with a path or without; see parseEndpoint. */
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
  /** Milliseconds for a whole call; two minutes if not given. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds in which no byte moves; one minute if not given. */
  readonly idleTimeoutMs?: number;
  /** PEM, trusted in addition to what Node.js trusts. */
  readonly caCertificate?: string;
  /** Calls beyond this many at a time wait; 8 if not given. */
  readonly maxConnections?: number;
  readonly userAgent?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * The six methods of the redirect service, and any other. A MAC-ID may come in any spelling and goes out in the canonical
 * one. All methods throw TransportError, HttpStatusError, XmlRpcFaultError or AnswerFormatError; a refusal with an answer
 * code is no error but an answer.
 */
export interface AutoprovClient {
  /** Calls any method by its full name, and gives back what it answers. Also throws XmlRpcValueError. */
  call(method: string, params: readonly XmlRpcValue[], options?: CallOptions): Promise<XmlRpcValue>;
  registerDevice(macId: string, url: string, providerName: string, options?: CallOptions): Promise<RegisterAnswer>;
  deregisterDevice(macId: string, options?: CallOptions): Promise<DeregisterAnswer>;
  /** One answer a device, in the order of the request. */
  registerDeviceList(
    macIds: readonly string[],
    url: string,
    providerName: string,
    options?: CallOptions,
  ): Promise<readonly RegisterAnswer[]>;
  deregisterDeviceList(macIds: readonly string[], options?: CallOptions): Promise<readonly DeregisterAnswer[]>;
  checkDevice(macId: string, options?: CallOptions): Promise<CheckAnswer>;
  /** The registrations under these provider names, all of them for none. */
  listDevices(providerNames?: readonly string[], options?: CallOptions): Promise<readonly Registration[]>;
  /** Closes all connections; calls in flight fail. */
  close(): void;
}

/** These ask and change nothing, so they may be asked twice. */
const readOnly: ReadonlySet<string> = new Set([methods.checkDevice, methods.listDevices]);

/**
 * A client for one redirect server and one account. Opens nothing until the first call.
 * Throws Error, with all that is wrong, for an endpoint that parseEndpoint refuses or a user name with a colon.
 */
export function createClient(options: ClientOptions): AutoprovClient {
  const { requestTimeoutMs = 120_000, idleTimeoutMs = 60_000, maxConnections = 8, caCertificate } = options;
  const endpoint = parseEndpoint(options.endpoint);
  if (!endpoint.ok) throw new Error(endpoint.problems.join(' '));
  // RFC 7617 has no way to write one.
  if (options.username.includes(':')) throw new Error('A user name for HTTP Basic has no colon in it.');
  const url = endpoint.value;
  const headers = {
    'content-type': 'text/xml',
    accept: 'text/xml',
    authorization: `Basic ${Buffer.from(`${options.username}:${options.password}`).toString('base64')}`,
    'user-agent': options.userAgent ?? 'gigaset-redirect',
  };
  let connection: Promise<Connection> | undefined;

  async function send(
    method: string,
    params: readonly XmlRpcValue[],
    { signal }: CallOptions = {},
  ): Promise<{ readonly value: XmlRpcValue; readonly headers: IncomingHttpHeaders }> {
    const site = { method, endpoint: url.href };
    const body = Buffer.from(encodeCall(method, params));
    const job = { site, headers, body, requestTimeoutMs, idleTimeoutMs, signal };
    const opened = await (connection ??= openConnection({ endpoint: url, caCertificate, maxConnections }));
    const { message, headers: received } = await exchange(opened, job).catch((error: unknown) => {
      if (!(error instanceof TransportError && error.stale && readOnly.has(method))) throw error;
      opened.closeIdle();
      return exchange(opened, job);
    });
    if (message.kind === 'fault') throw new XmlRpcFaultError(site, message);
    if (message.kind === 'call') throw new AnswerFormatError(site, 'the answer is itself a call');
    return { value: message.value, headers: received };
  }

  /** Calls, and reads the answer; one of another shape is an error of that call. */
  async function ask<T>(
    method: string,
    params: readonly XmlRpcValue[],
    callOptions: CallOptions | undefined,
    read: (value: XmlRpcValue, headers: IncomingHttpHeaders) => T,
  ): Promise<T> {
    const { value, headers: received } = await send(method, params, callOptions);
    try {
      return read(value, received);
    } catch (error) {
      if (!(error instanceof UnexpectedShape)) throw error;
      const problem = `the answer has not the documented shape: ${error.message}`;
      throw new AnswerFormatError({ method, endpoint: url.href }, problem, error);
    }
  }

  return {
    call: async (method, params, o) => (await send(method, params, o)).value,
    registerDevice: (macId, to, providerName, o) =>
      ask(methods.registerDevice, [canonical(macId), to, providerName], o, (value, received) =>
        readRegisterAnswer(value, registeredAt(received)),
      ),
    deregisterDevice: (macId, o) => ask(methods.deregisterDevice, [canonical(macId)], o, readDeregisterAnswer),
    registerDeviceList: (macIds, to, providerName, o) =>
      ask(methods.registerDeviceList, [macIds.map(canonical), to, providerName], o, (value, received) =>
        readListAnswer(value, macIds.length, registeredAt(received)),
      ),
    deregisterDeviceList: (macIds, o) =>
      ask(methods.deregisterDeviceList, [macIds.map(canonical)], o, (value) =>
        readDeregisterListAnswer(value, macIds.length),
      ),
    checkDevice: (macId, o) => ask(methods.checkDevice, [canonical(macId)], o, readCheckAnswer),
    listDevices: (providerNames = [], o) => ask(methods.listDevices, providerNames, o, readDeviceList),
    close() {
      void connection?.then((opened) => {
        opened.close();
      });
      connection = undefined;
    },
  };
}

/**
 * The DATE that the registrations of this answer have, where the server says it beside its answer, as ours does: it saves
 * a checkDevice for each. Nothing that a DATE could not be is believed.
 */
function registeredAt({ 'registered-at': date }: IncomingHttpHeaders): string | undefined {
  return typeof date === 'string' && /^[\x20-\x7E]{1,64}$/.test(date) ? date : undefined;
}

/** The one spelling that every server knows; what is no MAC-ID goes out as it is, for the server to refuse. */
function canonical(text: string): string {
  const parsed = parseMacId(text);
  return parsed.ok ? formatMacId(parsed.value) : text;
}
