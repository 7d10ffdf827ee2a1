import type { KnownOf, Type } from '../values/index.ts';

/** One argument of a function. */
export interface Parameter<T extends Type = Type> {
  readonly name: string;
  readonly type: T;
  readonly description?: string;
  /** True when the function accepts null. Otherwise the engine itself refuses null. */
  readonly allowNull?: boolean;
}

/**
 * Thrown by a function. `argument` is the index of the wrong argument, at which the engine points. A full stop at the end of
 * the message is optional: engines add one, so the framework removes it.
 */
export class FunctionError extends Error {
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.name = 'FunctionError';
    this.argument = argument;
  }
}

/**
 * A function that HCL can call: `provider::gigaset::normalize_mac("…")`. It is pure: the same arguments give the same
 * result. `ProviderFunction` without arguments is any function.
 */
export interface ProviderFunction<
  P extends readonly Parameter[] = readonly Parameter[],
  R extends Type = Type,
  V extends Parameter | undefined = Parameter | undefined,
> {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: P;
  /** Accepts any number of further arguments of this kind. */
  readonly variadic?: V;
  readonly returns: R;
  call(...args: [...{ [I in keyof P]: ArgumentOf<P[I]> }, ...FurtherOf<V>]): KnownOf<R>;
}

type ArgumentOf<P extends Parameter> = KnownOf<P['type']> | (P extends { readonly allowNull: true } ? null : never);
type FurtherOf<V> = V extends Parameter ? readonly ArgumentOf<V>[] : [];
