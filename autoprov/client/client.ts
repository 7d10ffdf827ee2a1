import { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { formatMacId, parseMacId } from '../mac-id.ts';
import { methods } from '../protocol.ts';
import { redactUrl } from '../redact-url.ts';
import {
  parseCheckAnswer,
  parseDeregisterAnswer,
  parseDeregisterListAnswer,
  parseDeviceList,
  parseRegisterAnswer,
  parseRegisterListAnswer,
  UnexpectedForm,
  type CheckAnswer,
  type DeregisterAnswer,
  type RegisterAnswer,
  type Registration,
} from './answers.ts';
import { openConnection, type Connection } from './connection.ts';
import { parseEndpoint } from './endpoint.ts';
import { AnswerFormatError, TransportError, XmlRpcFaultError, type CallSite } from './errors.ts';
import { exchange } from './exchange.ts';
import { describeNetworkError } from './network-error.ts';
import { findProxy, type Environment } from './proxy.ts';
import { encodeCall, type XmlRpcValue } from '#xmlrpc';

export interface ClientOptions {
  /** A host, `host:port`, or a URL with or without a path; see parseEndpoint. */
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
  /** For a whole call; two minutes by default. */
  readonly requestTimeoutMs?: number;
  /** For a period in which no byte is transferred; one minute by default. */
  readonly idleTimeoutMs?: number;
  /** PEM; trusted in addition to the certificates that Node.js and the operating system trust. */
  readonly caCertificate?: string;
  /** Further concurrent calls wait; 8 by default. */
  readonly maxConnections?: number;
  readonly userAgent?: string;
  /** Where HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are read; `process.env` by default. */
  readonly environment?: Environment;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * The six methods of the redirect service, and a generic call. MAC-IDs may be written in any way; they are sent in the
 * canonical form. All methods throw an AutoprovError: TransportError, HttpStatusError, XmlRpcFaultError or
 * AnswerFormatError. A refusal with an answer code is not an error but part of the answer.
 */
export interface AutoprovClient {
  /** Calls any method by its name on the wire and returns the value of the response. Also throws XmlRpcValueError. */
  call(method: string, params: readonly XmlRpcValue[], options?: CallOptions): Promise<XmlRpcValue>;
  registerDevice(macId: string, url: string, providerName: string, options?: CallOptions): Promise<RegisterAnswer>;
  deregisterDevice(macId: string, options?: CallOptions): Promise<DeregisterAnswer>;
  /** Returns one answer per device, in the order of the request. */
  registerDeviceList(
    macIds: readonly string[],
    url: string,
    providerName: string,
    options?: CallOptions,
  ): Promise<readonly RegisterAnswer[]>;
  /** Returns one answer per device, in the order of the request. */
  deregisterDeviceList(macIds: readonly string[], options?: CallOptions): Promise<readonly DeregisterAnswer[]>;
  checkDevice(macId: string, options?: CallOptions): Promise<CheckAnswer>;
  /** Returns the registrations with one of these provider names, or all registrations if none is given. */
  listDevices(providerNames?: readonly string[], options?: CallOptions): Promise<readonly Registration[]>;
  /** Closes all connections; calls in progress fail. */
  close(): void;
}

/** Methods that change nothing, so that they can be repeated safely. */
const readOnlyMethods: ReadonlySet<string> = new Set([methods.checkDevice, methods.listDevices]);

/**
 * Creates a client for one account of one redirect server. It connects with the first call.
 *
 * @throws Error for an endpoint that parseEndpoint rejects, a user name that contains a colon, or a proxy that findProxy
 * rejects
 */
export function createClient(options: ClientOptions): AutoprovClient {
  const { requestTimeoutMs = 120_000, idleTimeoutMs = 60_000, maxConnections = 8, caCertificate } = options;
  const endpoint = parseEndpoint(options.endpoint);
  if (!endpoint.ok) throw new Error(endpoint.problems.join(' '));
  // RFC 7617, 2: HTTP Basic cannot represent one.
  if (options.username.includes(':')) throw new Error('A user name for HTTP Basic must not contain a colon.');
  const url = endpoint.value;
  const foundProxy = findProxy(url, options.environment ?? process.env);
  if (!foundProxy.ok) throw new Error(foundProxy.problems.join(' '));
  const proxy = foundProxy.value;
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
    const site = { method, endpoint: redactUrl(url.href), proxy };
    const body = Buffer.from(encodeCall(method, params));
    const request = { site, headers, body, requestTimeoutMs, idleTimeoutMs, signal };
    const opened = await open(site);
    const { message, headers: received } = await exchange(opened, request).catch((error: unknown) => {
      if (!(error instanceof TransportError && error.stale && readOnlyMethods.has(method))) throw error;
      opened.closeIdle();
      return exchange(opened, request);
    });
    if (message.kind === 'fault') throw new XmlRpcFaultError(site, message);
    if (message.kind === 'call') throw new AnswerFormatError(site, 'the response is a method call');
    return { value: message.value, headers: received };
  }

  async function open(site: CallSite): Promise<Connection> {
    try {
      return await (connection ??= openConnection({ endpoint: url, caCertificate, maxConnections, proxy }));
    } catch (error) {
      throw new TransportError(site, { ...describeNetworkError(error), sent: false, cause: error });
    }
  }

  async function sendAndParse<T>(
    method: string,
    params: readonly XmlRpcValue[],
    callOptions: CallOptions | undefined,
    parse: (value: XmlRpcValue, headers: IncomingHttpHeaders) => T,
  ): Promise<T> {
    const { value, headers: received } = await send(method, params, callOptions);
    try {
      return parse(value, received);
    } catch (error) {
      if (!(error instanceof UnexpectedForm)) throw error;
      const problem = `the response does not have the documented form: ${error.message}`;
      throw new AnswerFormatError({ method, endpoint: redactUrl(url.href) }, problem, error);
    }
  }

  return {
    call: async (method, params, o) => (await send(method, params, o)).value,
    registerDevice: (macId, to, providerName, o) =>
      sendAndParse(methods.registerDevice, [canonical(macId), to, providerName], o, (value, received) =>
        parseRegisterAnswer(value, registeredAt(received)),
      ),
    deregisterDevice: (macId, o) =>
      sendAndParse(methods.deregisterDevice, [canonical(macId)], o, parseDeregisterAnswer),
    registerDeviceList: (macIds, to, providerName, o) =>
      sendAndParse(methods.registerDeviceList, [macIds.map(canonical), to, providerName], o, (value, received) =>
        parseRegisterListAnswer(value, macIds.length, registeredAt(received)),
      ),
    deregisterDeviceList: (macIds, o) =>
      sendAndParse(methods.deregisterDeviceList, [macIds.map(canonical)], o, (value) =>
        parseDeregisterListAnswer(value, macIds.length),
      ),
    checkDevice: (macId, o) => sendAndParse(methods.checkDevice, [canonical(macId)], o, parseCheckAnswer),
    listDevices: (providerNames = [], o) => sendAndParse(methods.listDevices, providerNames, o, parseDeviceList),
    close() {
      void connection?.then((opened) => {
        opened.close();
      });
      connection = undefined;
    },
  };
}

/**
 * The date of new registrations, which our server states in a header to save the checkDevice for each phone. Anything that
 * cannot be a date is ignored.
 */
function registeredAt({ 'registered-at': date }: IncomingHttpHeaders): string | undefined {
  return typeof date === 'string' && /^[\x20-\x7E]{1,64}$/.test(date) ? date : undefined;
}

/** The canonical form of a MAC-ID. Other text is sent unchanged, for the server to refuse. */
function canonical(text: string): string {
  const parsed = parseMacId(text);
  return parsed.ok ? formatMacId(parsed.value) : text;
}
