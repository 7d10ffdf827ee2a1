import type { AnyType, KnownOf, TypeShape } from '../values/types.ts';
import type { Value } from '../values/value.ts';

/** One argument of a function. */
export interface Parameter<T extends AnyType = AnyType> {
  readonly name: string;
  readonly type: T;
  readonly description?: string;
  /** The function is called with null too; otherwise the engine refuses null itself. */
  readonly allowNull?: boolean;
}

/** The argument that was wrong, counted from 0, and why: the engine points at it. */
export class FunctionError extends Error {
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.name = 'FunctionError';
    this.argument = argument;
  }
}

/** A function that HCL can call: `provider::gigaset::normalize_mac("…")`. Pure: same arguments, same result. */
export interface ProviderFunction<
  P extends readonly Parameter[],
  R extends AnyType,
  V extends Parameter | undefined = undefined,
> {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: P;
  /** Takes any number of further arguments of this kind. */
  readonly variadic?: V;
  readonly returns: R;
  call(...args: [...{ [I in keyof P]: ArgumentOf<P[I]> }, ...FurtherOf<V>]): KnownOf<R>;
}

type ArgumentOf<P extends Parameter> = KnownOf<P['type']> | (P extends { readonly allowNull: true } ? null : never);
type FurtherOf<V> = V extends Parameter ? readonly ArgumentOf<V>[] : [];

export interface AnyFunction {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly (Omit<Parameter, 'type'> & { readonly type: TypeShape })[];
  readonly variadic?: (Omit<Parameter, 'type'> & { readonly type: TypeShape }) | undefined;
  readonly returns: TypeShape;
  call(...args: readonly Value[]): Value;
}
