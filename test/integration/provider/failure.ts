import { FunctionError } from '#framework';

/** The error of a function that HCL calls, and which argument the engine is to point at. @throws when there is none */
export function failureOf(call: () => unknown): { readonly message: string; readonly argument: number | undefined } {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    if (error instanceof FunctionError) return { message: error.message, argument: error.argument };
    throw error;
  }
  throw new Error(`there is no error, but ${JSON.stringify(result)}`);
}
