/** XML-RPC (xmlrpc.com/spec.md) between values and bytes, in both directions, as a stream or at once. */
export { createDecoder, decode, type Decoder, type DecoderOptions } from './decoder.ts';
export { encodeCall, encodeFault, encodeResponse, encodeResponseStream } from './encoder.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { isArray, isStruct, type XmlRpcMessage, type XmlRpcValue } from './message.ts';
export { XmlRpcSyntaxError, type Position } from './syntax-error.ts';
export { XmlRpcValueError } from './value-error.ts';
