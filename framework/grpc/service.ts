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
  /** Aborted when the client cancels the call or disconnects. */
  readonly signal: AbortSignal;
}

/**
 * Implementations by method name; a missing one means UNIMPLEMENTED. A method with a streaming response returns an async
 * iterable.
 */
export type Handlers<D extends ServiceDefinition> = {
  readonly [N in keyof D['methods']]?: D['methods'][N]['responseStream'] extends true
    ? (request: RequestOf<D['methods'][N]>, call: CallOptions) => AsyncIterable<ResponseOf<D['methods'][N]>>
    : (request: RequestOf<D['methods'][N]>, call: CallOptions) => Promise<ResponseOf<D['methods'][N]>>;
};

/** One method from bytes to bytes, which is all that the transport knows about it. */
export interface Method {
  /** `/tfplugin6.Provider/PlanResourceChange` */
  readonly path: string;
  /** Undefined when the method is not implemented. */
  readonly invoke: ((request: Uint8Array, call: CallOptions) => AsyncIterable<Uint8Array>) | undefined;
  /** True for a call that lasts as long as the connection, and that must not delay a shutdown. */
  readonly longLived?: boolean;
}

type Result = Promise<never> | AsyncIterable<never>;

/** Binds handlers to the message types of their service. */
export function methodsOf<D extends ServiceDefinition>(definition: D, handlers: Handlers<D>): Method[] {
  return Object.entries(definition.methods).map(([key, method]) => {
    const path = `/${definition.fullName}/${method.name}`;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- Handlers<D> ties it to this method
    const handler = handlers[key] as ((request: unknown, call: CallOptions) => Result) | undefined;
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
