/** An XML-RPC codec (xmlrpc.com/spec.md): messages to and from documents, whole or streamed. See README.md. */
export { createDecoder, decode, type Decoder, type DecoderOptions } from './decoder.ts';
export { charsetOf, isKnownCharset } from './detect-encoding.ts';
export { encodeCall, encodeFault, encodeResponse, encodeResponseStream } from './encoder.ts';
export { XmlRpcSyntaxError, XmlRpcValueError, type Position } from './errors.ts';
export { defaultLimits, isArray, isStruct, type Limits, type XmlRpcMessage, type XmlRpcValue } from './message.ts';
