import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../storage/index.ts';
import { asFault, Fault, faultCodes, findMethod } from './faults.ts';
import { type Answer, handlers, type Service } from './methods.ts';
import { type Call, documentLimits } from './read-call.ts';
import { type Method, methods, redactUrl } from '#autoprov';
import { createDecoder, encodeFault, encodeResponseStream, isArray, type XmlRpcValue } from '#xmlrpc';

/** The outcome of an uploaded document, as the portal may show it: secrets in URLs are masked. */
export type DocumentResult =
  /** `mayRun` returned false; nothing was done. */
  | { readonly kind: 'unconfirmed'; readonly method: Method; readonly params: readonly XmlRpcValue[] }
  | { readonly kind: 'fault'; readonly message: string; readonly xml: string }
  | {
      readonly kind: 'answer';
      readonly method: string;
      readonly params: readonly XmlRpcValue[];
      /** The elements of the answer, as far as they were asked for. */
      readonly value: readonly XmlRpcValue[];
      /** The number of elements of the answer. */
      readonly total: number;
    };

export interface DocumentOptions {
  /** Whether a method may run. */
  readonly mayRun?: (method: Method) => boolean;
  /** How many elements of an answer are kept: that of listDevices may be longer than the memory. */
  readonly maxRows: (method: string) => number;
  /** The encoding of the document, if it is known; otherwise the document declares it. */
  readonly charset?: string | undefined;
}

/** Bytes decoded at a time: some milliseconds, in which phones wait. */
const PIECE_BYTES = 256 * 1024;

/** Executes a methodCall document, for the portal. */
export async function runDocument(
  service: Service,
  actor: Actor,
  document: Uint8Array,
  { mayRun, maxRows, charset }: DocumentOptions,
): Promise<DocumentResult> {
  try {
    const { method: name, params } = await decodeCall(document, charset);
    const method = findMethod(name);
    if (mayRun?.(method) === false) return { kind: 'unconfirmed', method, params };
    const answer = await handlers[method](service, actor, params);
    return { kind: 'answer', method, params, ...(await collect(method, answer, maxRows(method))) };
  } catch (error) {
    const fault = asFault(error, document.length);
    if (!(fault instanceof Fault)) throw fault;
    return { kind: 'fault', message: fault.message, xml: encodeFault(fault.code, fault.message) };
  }
}

/** The response that the XML-RPC endpoint would send for this answer, in pieces. */
export function responseXml(value: readonly XmlRpcValue[]): AsyncIterable<string> {
  return encodeResponseStream([value]);
}

async function decodeCall(document: Uint8Array, charset?: string): Promise<Call> {
  const decoder = createDecoder({ limits: documentLimits, ...(charset !== undefined && { charset }) });
  for (let start = 0; start < document.length; start += PIECE_BYTES) {
    if (start > 0) await setImmediate();
    decoder.write(document.subarray(start, start + PIECE_BYTES));
  }
  const message = decoder.end();
  if (message.kind === 'call') return message;
  throw new Fault(faultCodes.notXmlRpc, 'Expected a methodCall, got a methodResponse.');
}

async function collect(
  method: Method,
  answer: Answer,
  maxRows: number,
): Promise<{ value: readonly XmlRpcValue[]; total: number }> {
  const value: XmlRpcValue[] = [];
  let total = 0;
  for await (const page of answer.kind === 'value' ? [answer.value] : answer.pages) {
    for (const element of page.slice(0, maxRows - value.length)) value.push(element);
    total += page.length;
    if (total > page.length) await setImmediate();
  }
  return { value: redacted(method, value), total };
}

/** Masks the secrets in the URLs of registrations. Refusals repeat none. */
function redacted(method: Method, value: readonly XmlRpcValue[]): readonly XmlRpcValue[] {
  const redactAt = (row: readonly XmlRpcValue[], index: number): readonly XmlRpcValue[] =>
    row.map((field, at) => (at === index && typeof field === 'string' ? redactUrl(field) : field));
  if (method === methods.checkDevice) return redactAt(value, 4);
  if (method === methods.listDevices) return value.map((row) => (isArray(row) ? redactAt(row, 2) : row));
  return value;
}
