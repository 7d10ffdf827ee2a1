import { appendValue, escapeText } from './encode-value.ts';
import type { XmlRpcValue } from './message.ts';
import type { Path } from './value-error.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** Streams hand out their text in pieces of about this many characters. */
const pieceLength = 16_384;

/** The request document. Throws XmlRpcValueError for a value that XML-RPC cannot carry, and says which. */
export function encodeCall(method: string, params: readonly XmlRpcValue[]): string {
  let text = `${prolog}<methodCall><methodName>${escapeText(method, [])}</methodName><params>`;
  for (const [index, param] of params.entries()) text = `${appendValue(`${text}<param>`, param, [index])}</param>`;
  return `${text}</params></methodCall>\n`;
}

/** The answer document around one value. Throws XmlRpcValueError. */
export function encodeResponse(value: XmlRpcValue): string {
  return `${appendValue(`${prolog}<methodResponse><params><param>`, value, [])}</param></params></methodResponse>\n`;
}

/** The answer document that tells of a failure; `code` is an integer of 32 bits. */
export function encodeFault(code: number, message: string): string {
  const fault = { faultCode: code, faultString: message };
  return `${appendValue(`${prolog}<methodResponse><fault>`, fault, [])}</fault></methodResponse>\n`;
}

/**
 * The answer document around one array, whose elements come in pages and are encoded as they come, in pieces of some 16 KiB.
 * What the source throws, and XmlRpcValueError, end the iteration in the middle of the document.
 */
export async function* encodeResponseStream(
  pages: Iterable<readonly XmlRpcValue[]> | AsyncIterable<readonly XmlRpcValue[]>,
): AsyncGenerator<string, void, undefined> {
  let piece = `${prolog}<methodResponse><params><param><value><array><data>`;
  let index = 0;
  const path: Path = [];
  for await (const page of pages) {
    for (const element of page) {
      path[0] = index++;
      piece = appendValue(piece, element, path);
      if (piece.length >= pieceLength) {
        yield piece;
        piece = '';
      }
    }
  }
  yield `${piece}</data></array></value></param></params></methodResponse>\n`;
}
