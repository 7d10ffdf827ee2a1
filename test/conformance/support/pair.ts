import { connect, type Peer } from '../../../framework/test/support/grpc-peer.ts';
import { endAll, sampleCommand } from '../../../framework/test/support/plugin-process.ts';
import { diagnosticsIn, differences, pathOf, valueIn, type Difference } from './normal.ts';
import { proposed } from './proposed.ts';
import { impliedType, isMessage, membersOf, messageIn, messagesIn, type Members } from './schema.ts';
import { message, type Type, type Value, type Values } from './value.ts';

type Message = Readonly<Record<string, unknown>>;

/** The same provider on terraform-plugin-framework and on ours. */
export interface Pair {
  readonly go: Peer;
  readonly ts: Peer;
  /** Sends the same message to both, and returns both answers. */
  ask(rpc: string, request?: Message): Promise<Both<Message>>;
  /** The same for an RPC with a streaming response. */
  askAll(rpc: string, request?: Message): Promise<Both<readonly Message[]>>;
  /** The schema of a resource, from the provider in Go. */
  members(resource: string): Members;
  close(): Promise<void>;
}

export interface Both<T> {
  readonly go: T;
  readonly ts: T;
}

const tsCommand = [...sampleCommand.slice(0, -1), new URL('../ts-peer/main.ts', import.meta.url).pathname];

/** By default the framework in Go logs every step, which is megabytes per call. */
const quiet = { TF_LOG_SDK: 'off', TF_LOG_SDK_FRAMEWORK: 'off', TF_LOG_SDK_PROTO: 'off' };

/** Starts both providers as an engine does, and configures them. */
export async function startPair(goProgram: string): Promise<Pair> {
  const [go, ts] = await Promise.all([connect([goProgram], { env: quiet }), connect(tsCommand)]);
  const ask: Pair['ask'] = async (rpc, request) => {
    const [ofGo, ofTs] = await Promise.all([go.call(rpc, request), ts.call(rpc, request)]);
    return { go: ofGo, ts: ofTs };
  };
  const schema = await go.call('GetProviderSchema');
  const nothing = { token: null, mode: null, old: null, hosts: null, limits: null };
  await ask('ConfigureProvider', { config: message(nothing) });
  return {
    go,
    ts,
    ask,
    askAll: async (rpc, request) => {
      const [ofGo, ofTs] = await Promise.all([all(go.stream(rpc, request)), all(ts.stream(rpc, request))]);
      return { go: ofGo, ts: ofTs };
    },
    members: (resource) => membersOf(messageIn(schema, 'resource_schemas')[resource]),
    close: async () => {
      go.close();
      ts.close();
      await endAll();
    },
  };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** The state of a resource. Each provider has its own private state. */
export interface State {
  readonly value: Values | null;
  readonly private: Both<unknown>;
  readonly identity: unknown;
}
export const nothing: State = { value: null, private: { go: undefined, ts: undefined }, identity: undefined };

/** The outcome of one call: the differences, and the answer of the provider in Go. */
export interface Outcome {
  readonly differences: readonly Difference[];
  readonly state: State;
  readonly diagnostics: readonly string[];
  readonly answer: Message;
  /** The value in the answer of ours. */
  readonly ours: Value | undefined;
}

/** The calls in the lifecycle of a resource. Each compares everything in the two answers. */
export interface Life {
  readonly members: Members;
  validate(config: Values): Promise<Outcome>;
  plan(prior: State, config: Values | null): Promise<Outcome>;
  apply(prior: State, planned: State, config: Values | null): Promise<Outcome>;
  read(state: State): Promise<Outcome>;
}

const identityType: Type = ['object', { name: 'string', region: 'string' }];

export function lifeOf(pair: Pair, resource: string): Life {
  const members = pair.members(resource);
  const type = impliedType(members);
  /** Calls both, each with its own private state. */
  const askEach = async (rpc: string, request: Message, field: string, kept: Both<unknown>): Promise<Both<Message>> => {
    const whole = { type_name: resource, ...request };
    const [go, ts] = await Promise.all([
      pair.go.call(rpc, { ...whole, [field]: kept.go }),
      pair.ts.call(rpc, { ...whole, [field]: kept.ts }),
    ]);
    return { go, ts };
  };
  const outcome = (both: Both<Message>, value: string, kept: string, identity: string): Outcome => {
    const go = valueIn(both.go[value], type);
    const ts = valueIn(both.ts[value], type);
    const of = (rest: Message): Values => ({
      diagnostics: diagnosticsIn(rest),
      // A path inside a set is the path of the set, so it may occur more than once.
      requires_replace: [...new Set(messagesIn(rest, 'requires_replace').map(pathOf))].sort().join(' | '),
      private: privateIn(rest[kept]),
      identity: identityIn(rest[identity]) ?? null,
    });
    return {
      differences: [...differences(go, ts, value), ...differences(of(both.go), of(both.ts), 'answer')],
      state: {
        value: go === undefined || !isValuesOrNull(go) ? null : go,
        private: { go: both.go[kept], ts: both.ts[kept] },
        identity: both.go[identity],
      },
      diagnostics: diagnosticsIn(both.go),
      answer: both.go,
      ours: ts,
    };
  };
  return {
    members,
    async validate(config) {
      const request = { config: message(config), client_capabilities: { write_only_attributes_allowed: true } };
      return outcome(await askEach('ValidateResourceConfig', request, 'unused', nothing.private), '-', '-', '-');
    },
    async plan(prior, config) {
      const request = {
        config: message(config),
        prior_state: message(prior.value),
        proposed_new_state: message(config && proposed(members, config, prior.value)),
        prior_identity: prior.identity,
      };
      const both = await askEach('PlanResourceChange', request, 'prior_private', prior.private);
      return outcome(both, 'planned_state', 'planned_private', 'planned_identity');
    },
    async apply(prior, planned, config) {
      const request = {
        config: message(config),
        prior_state: message(prior.value),
        planned_state: message(planned.value),
        planned_identity: planned.identity,
      };
      const both = await askEach('ApplyResourceChange', request, 'planned_private', planned.private);
      return outcome(both, 'new_state', 'private', 'new_identity');
    },
    async read(state) {
      const request = { current_state: message(state.value), current_identity: state.identity };
      const both = await askEach('ReadResource', request, 'private', state.private);
      return outcome(both, 'new_state', 'private', 'new_identity');
    },
  };
}

const isValuesOrNull = (value: Value): value is Values | null => value === null || isMessage(value);

/** The identity in an answer; undefined when it is missing or has no values. */
export function identityIn(data: unknown): Value | undefined {
  const value = valueIn(isMessage(data) ? data['identity_data'] : undefined, identityType);
  return isMessage(value) && Object.values(value).every((one) => one === null) ? undefined : value;
}

/** Private state by key. The provider in Go stores JSON in base64, ours texts. */
function privateIn(bytes: unknown): Values {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return {};
  const json: unknown = JSON.parse(Buffer.from(bytes).toString());
  const entries = Object.entries<unknown>({ ...(isMessage(json) && json) });
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => [key, privateText(String(text))]),
  );
}

function privateText(text: string): string {
  try {
    const inner: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    return typeof inner === 'string' ? inner : text;
  } catch {
    return text;
  }
}
