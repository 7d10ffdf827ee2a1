import { FunctionError } from '#framework';

/** The error of an HCL function and the argument that it points at. @throws if there is no error */
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
