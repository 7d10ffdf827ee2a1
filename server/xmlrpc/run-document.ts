import type { Actor } from '../storage/index.ts';
import { asFault, Fault, faultCodes, findMethod } from './faults.ts';
import { handlers, type Service } from './methods.ts';
import { documentLimits } from './read-call.ts';
import { decode, encodeFault, encodeResponse, type XmlRpcValue } from '#xmlrpc';

/** The outcome of an uploaded document. */
export type DocumentResult = {
  /** The response that the XML-RPC endpoint would send. */
  readonly xml: string;
} & (
  | { readonly kind: 'fault'; readonly message: string }
  | {
      readonly kind: 'answer';
      readonly method: string;
      readonly params: readonly XmlRpcValue[];
      readonly value: readonly XmlRpcValue[];
    }
);

/** Executes a methodCall document and returns the whole response, for the portal. */
export async function runDocument(service: Service, actor: Actor, document: Uint8Array): Promise<DocumentResult> {
  try {
    const message = decode(document, { limits: documentLimits });
    if (message.kind !== 'call') throw new Fault(faultCodes.notXmlRpc, 'Expected a methodCall, got a methodResponse.');
    const method = findMethod(message.method);
    const answer = await handlers[method](service, actor, message.params);
    const value = answer.kind === 'value' ? answer.value : await collect(answer.pages);
    return { kind: 'answer', method, params: message.params, value, xml: encodeResponse(value) };
  } catch (error) {
    const fault = asFault(error, document.length);
    if (!(fault instanceof Fault)) throw fault;
    return { kind: 'fault', message: fault.message, xml: encodeFault(fault.code, fault.message) };
  }
}

async function collect(pages: AsyncIterable<readonly XmlRpcValue[]>): Promise<readonly XmlRpcValue[]> {
  const all: XmlRpcValue[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
