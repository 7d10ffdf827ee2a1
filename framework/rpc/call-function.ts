import { FunctionError } from '../definition/index.ts';
import type { CallFunction_Request, CallFunction_Response } from '../gen/tfplugin6.ts';
import { ProviderError } from '../schema/index.ts';
import { decodeDynamic, encodeDynamic } from '../wire/index.ts';
import type { Rpc } from './handlers.ts';
import type { Session } from './session.ts';

/** Functions need no configured provider. An error may name the argument that caused it. */
export const callFunction: Rpc<CallFunction_Request, Promise<CallFunction_Response>> = (session, request) => {
  try {
    return Promise.resolve({ result: call(session, request), error: undefined });
  } catch (error) {
    const { message, argument } = asFunctionError(session, request.name, error);
    const functionArgument = argument === undefined ? undefined : BigInt(argument);
    return Promise.resolve({ result: undefined, error: { text: withoutFullStop(message), functionArgument } });
  }
};

function call({ provider }: Session, request: CallFunction_Request): CallFunction_Response['result'] {
  const definition = provider.functions?.find(({ name }) => name === request.name);
  if (!definition) throw new FunctionError(`There is no function ${request.name}`);
  const { name, parameters, variadic, returns } = definition;
  const args = request.arguments.map((argument, i) => {
    const parameter = parameters[i] ?? variadic;
    if (!parameter) throw new FunctionError(`${name} takes ${parameters.length} arguments`, i);
    try {
      return decodeDynamic(parameter.type, argument);
    } catch (cause) {
      throw cause instanceof ProviderError ? new FunctionError(textOf(cause), i) : cause;
    }
  });
  return encodeDynamic(returns, definition.call(...args));
}

function asFunctionError({ log }: Session, name: string, error: unknown): FunctionError {
  if (error instanceof FunctionError) return error;
  if (error instanceof ProviderError) return new FunctionError(textOf(error));
  const message = error instanceof Error ? error.message : String(error);
  log.error('unexpected error in a function', { function: name, error: message });
  return new FunctionError(`Unexpected error in the provider: ${message}`);
}

/** Engines put a full stop after the text of an error. An ellipsis stays. */
const withoutFullStop = (text: string): string => text.replace(/(?<!\.)\.$/, '');

/** The engine shows a single text for a failed function, without a headline. */
const textOf = ({ diagnostics }: ProviderError): string =>
  diagnostics.map(({ summary, detail }) => detail ?? summary).join('\n');
