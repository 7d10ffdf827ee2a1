import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { decode, encode, ExtData, ExtensionCodec } from '@msgpack/msgpack';
import {
  type ClientCertificate,
  clientCertificate,
  cookie,
  type PluginProcess,
  startPlugin,
} from './plugin-process.ts';

// A client made of foreign packages: gRPC, protocol buffers and msgpack.

type Message = Readonly<Record<string, unknown>>;

/** Stands for an unknown value in what the client sends and receives. */
export const unknown = 'unknown value (of the test)';

const extensions = new ExtensionCodec();
extensions.register({
  type: 0,
  encode: (value) => (value === unknown ? new Uint8Array([0]) : null),
  decode: () => unknown,
});

/** A value as the engine sends it. */
export const dynamicValue = (value: unknown): Message => ({ msgpack: Buffer.from(encode(withUnknowns(value))) });

const withUnknowns = (value: unknown): unknown => {
  if (value === unknown) return new ExtData(0, new Uint8Array([0]));
  if (Array.isArray(value)) return value.map(withUnknowns);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withUnknowns(member)]));
};

/** The value in a DynamicValue of a response. */
export function valueOf(message: unknown): unknown {
  const bytes = typeof message === 'object' && message !== null ? Reflect.get(message, 'msgpack') : undefined;
  if (!(bytes instanceof Uint8Array)) throw new Error(`no value in ${JSON.stringify(message)}`);
  return decode(bytes, { extensionCodec: extensions });
}

const folder = join(import.meta.dirname, '../../gen');
const services = Object.entries(
  protoLoader.loadSync(
    ['tfplugin6.proto', 'grpc_controller.proto', 'grpc_stdio.proto', 'health.proto'].map((name) => join(folder, name)),
    { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true },
  ),
);

const isMethod = (value: unknown): value is grpc.MethodDefinition<object, object> =>
  typeof value === 'object' && value !== null && 'requestSerialize' in value;

function method(service: string, name: string): grpc.MethodDefinition<object, object> {
  const found: unknown = Reflect.get(services.find(([full]) => full === service)?.[1] ?? {}, name);
  if (isMethod(found)) return found;
  throw new Error(`there is no ${service}/${name}`);
}

const methodOf = (name: string): grpc.MethodDefinition<object, object> => {
  const [service = '', rpc = ''] = name.includes('/') ? name.split('/') : ['tfplugin6.Provider', name];
  return method(service, rpc);
};

/** A client that is connected to a provider. */
export interface Client {
  /** Calls `tfplugin6.Provider`, or another service: `call('plugin.GRPCController/Shutdown')`. */
  call(name: string, request?: object): Promise<Message>;
  /** The same call with a way to cancel it. */
  start(name: string, request?: object): { readonly answer: Promise<Message>; cancel(): void };
  /** Starts a call with a streaming response. It proceeds only as fast as the messages are read. */
  stream(name: string, request?: object): AsyncIterable<Message> & { cancel(): void };
  close(): void;
}

/** A client with the provider process that it started. */
export interface Peer extends Client {
  readonly plugin: PluginProcess;
  readonly handshake: string;
}

export interface PeerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another client certificate than the one that the provider trusts; null for none. */
  readonly presents?: ClientCertificate | null;
}

let certificate: ClientCertificate | undefined;

/** Starts a provider as an engine does, and connects to it. */
export async function connect(command: readonly string[], { env = {}, presents }: PeerOptions = {}): Promise<Peer> {
  certificate ??= clientCertificate();
  const plugin = startPlugin(command, { ...cookie, PLUGIN_CLIENT_CERT: certificate.cert, ...env });
  const handshake = await plugin.line(/^1\|/);
  const [, , network = '', address = '', , der = ''] = handshake.split('|');
  // The handshake leaves out the padding that PEM requires.
  const pem = Buffer.from(der, 'base64').toString('base64');
  const server = Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${pem.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
  );
  const shown = presents === undefined ? certificate : presents;
  const credentials = grpc.credentials.createSsl(
    server,
    shown && Buffer.from(shown.key),
    shown && Buffer.from(shown.cert),
  );
  return { plugin, handshake, ...connectTo(network === 'unix' ? `unix:${address}` : address, credentials) };
}

/** Connects to a provider that is already listening; in plain text unless credentials are given. */
export function connectTo(address: string, credentials = grpc.credentials.createInsecure()): Client {
  const client = new grpc.Client(address, credentials, {
    'grpc.ssl_target_name_override': 'localhost',
    'grpc-node.flow_control_window': 16 * 1024 * 1024,
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  const start: Client['start'] = (name, request = {}) => {
    const { path, requestSerialize, responseDeserialize } = methodOf(name);
    let cancel = (): void => undefined;
    const answer = new Promise<Message>((resolve, reject) => {
      const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) => {
        if (error) reject(error);
        else resolve({ ...response });
      });
      cancel = () => call.cancel();
    });
    return { answer, cancel: () => cancel() };
  };
  return {
    start,
    call: (name, request) => start(name, request).answer,
    stream: (name, request = {}) => {
      const { path, requestSerialize, responseDeserialize } = methodOf(name);
      return client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    },
    close: () => client.close(),
  };
}
