/**
 * The server understood the HTTP request but not what was asked: answered as an XML-RPC fault. The message is a sentence
 * for the person who wrote the client. Codes are those of "Specification for Fault Code Interoperability" (xmlrpc-epi).
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const faultCodes = {
  notWellFormed: -32700,
  notXmlRpc: -32600,
  unknownMethod: -32601,
  wrongParameters: -32602,
} as const;
