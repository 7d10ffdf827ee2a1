/** A message type as ts-proto generates it. */
interface MessageType {
  encode(message: never): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

/** A service as ts-proto generates it (`outputServices=generic-definitions`). */
export interface ServiceDefinition {
  readonly fullName: string;
  readonly methods: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly requestType: MessageType;
        readonly responseType: MessageType;
        readonly requestStream: boolean;
        readonly responseStream: boolean;
      }
    >
  >;
}

type RequestOf<M> = M extends { readonly requestType: { decode(...args: never): infer T } } ? T : never;
type ResponseOf<M> = M extends { readonly responseType: { decode(...args: never): infer T } } ? T : never;

export interface CallOptions {
  /** Aborted when the peer cancels the call or goes away. */
  readonly signal: AbortSignal;
}

/**
 * Implementations by method name; a method without one is answered UNIMPLEMENTED. A method whose response is a stream
 * returns an async iterable.
 */
export type Handlers<D extends ServiceDefinition> = {
  readonly [N in keyof D['methods']]?: D['methods'][N]['responseStream'] extends true
    ? (request: RequestOf<D['methods'][N]>, call: CallOptions) => AsyncIterable<ResponseOf<D['methods'][N]>>
    : (request: RequestOf<D['methods'][N]>, call: CallOptions) => Promise<ResponseOf<D['methods'][N]>>;
};

/** One method from bytes to bytes: all that the transport needs to know. */
export interface Method {
  /** `/tfplugin6.Provider/PlanResourceChange` */
  readonly path: string;
  /** Undefined where nobody implements it. */
  readonly invoke: ((request: Uint8Array, call: CallOptions) => AsyncIterable<Uint8Array>) | undefined;
  /** True for what is called once and lasts as long as the connection: nobody waits for its end. */
  readonly lasting?: boolean;
}

type Answer = Promise<never> | AsyncIterable<never>;

/** Binds handlers to their service's codec. */
export function methodsOf<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): Method[] {
  return Object.entries(definition.methods).map(([key, method]) => {
    const path = `/${definition.fullName}/${method.name}`;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- Handlers<D> has tied it to this very method
    const handler = handlers[key] as ((request: unknown, call: CallOptions) => Answer) | undefined;
    if (!handler) return { path, invoke: undefined };
    return {
      path,
      async *invoke(bytes, call) {
        const result = handler(method.requestType.decode(bytes), call);
        if (Symbol.asyncIterator in result) {
          for await (const message of result) yield method.responseType.encode(message).finish();
        } else {
          yield method.responseType.encode(await result).finish();
        }
      },
    };
  });
}
