import { FunctionError } from '../definition/provider-function.ts';
import type { CallFunction_Request, CallFunction_Response } from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/diagnostics.ts';
import { decodeDynamic, encodeDynamic } from '../wire/dynamic-value.ts';
import type { Session } from './session.ts';

/** Functions need no configured provider; an error names the argument that caused it. */
export function callFunction<Client>(
  { provider, log }: Session<Client>,
  request: CallFunction_Request,
): Promise<CallFunction_Response> {
  const failed = (text: string, argument?: number): CallFunction_Response => ({
    result: undefined,
    error: { text, functionArgument: argument === undefined ? undefined : BigInt(argument) },
  });
  const called = provider.functions?.find(({ name }) => name === request.name);
  if (!called) return Promise.resolve(failed(`There is no function ${request.name}.`));
  try {
    const args = request.arguments.map((argument, i) => {
      const parameter = called.parameters[i] ?? called.variadic;
      if (!parameter) throw new FunctionError(`${called.name} takes ${called.parameters.length} arguments.`, i);
      try {
        return decodeDynamic(parameter.type, argument);
      } catch (cause) {
        throw cause instanceof ProviderError ? new FunctionError(inWords(cause), i) : cause;
      }
    });
    return Promise.resolve({ result: encodeDynamic(called.returns, called.call(...args)), error: undefined });
  } catch (error) {
    if (error instanceof FunctionError) return Promise.resolve(failed(error.message, error.argument));
    if (error instanceof ProviderError) return Promise.resolve(failed(inWords(error)));
    const message = error instanceof Error ? error.message : String(error);
    log.error('unexpected error in a function', { function: called.name, error: message });
    return Promise.resolve(failed(`The provider made a mistake: ${message}`));
  }
}

/** An engine shows one text where a function failed, without a headline. */
const inWords = ({ diagnostics }: ProviderError): string =>
  diagnostics.map(({ summary, detail }) => detail ?? summary).join('\n');
