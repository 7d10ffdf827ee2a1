import { join } from 'node:path';
import { connect, dynamicValue, type Peer, valueOf } from '../../../framework/test/support/grpc-peer.ts';
import { root } from '../../../tools/paths.ts';

type Message = Readonly<Record<string, unknown>>;

/** The provider in a separate process, with a third-party gRPC client that is configured for an account. */
export interface Provider {
  readonly peer: Peer;
  /** The result of a data source, or a message with its diagnostics. */
  read(type_name: string, config: Message): Promise<{ readonly state: unknown; readonly diagnostics: unknown }>;
  /** The errors in the configuration of a data source. */
  problemsOf(type_name: string, config: Message): Promise<unknown>;
  /** All events of a list. */
  list(type_name: string, config: Message, more?: Message): Promise<readonly Message[]>;
}

/** Starts it with the settings of an account; `endAll` of plugin-process.ts ends it. */
export async function startProvider(env: Readonly<Record<string, string>>): Promise<Provider> {
  const peer = await connect([process.execPath, join(root, 'provider/main.ts')], { env });
  const configuration = dynamicValue(Object.fromEntries(settings.map((name) => [name, null])));
  await peer.call('ConfigureProvider', { terraform_version: '1.14.0', config: configuration });
  return {
    peer,
    read: async (type_name, config) => {
      const { state, diagnostics } = await peer.call('ReadDataSource', { type_name, config: dynamicValue(config) });
      return { state: state === null ? null : valueOf(state), diagnostics };
    },
    problemsOf: async (type_name, config) =>
      (await peer.call('ValidateDataResourceConfig', { type_name, config: dynamicValue(config) }))['diagnostics'],
    list: async (type_name, config, more = {}) => {
      const events: Message[] = [];
      const stream = peer.stream('ListResource', { type_name, config: dynamicValue(config), ...more });
      for await (const event of stream) events.push(event);
      return events;
    },
  };
}

const settings = [
  'endpoint',
  'username',
  'password',
  'request_timeout',
  'max_retries',
  'max_concurrent_requests',
  'batch_size',
  'ca_certificate',
  'on_conflict',
];
