/** Translates values, types, schemas and diagnostics to and from the messages of the protocol. */
export { deferralReason, deferredMessage } from './deferral.ts';
export { diagnosticMessage, pathFromMessage, pathMessage } from './diagnostics.ts';
export { decodeDynamic, decodeValues, encodeDynamic } from './dynamic-value.ts';
export { parseJson, valueFromJson } from './json-value.ts';
export { MsgpackError } from './msgpack-reader.ts';
export { openPrivateState, privateEntries, type OpenPrivateState } from './private-state.ts';
export { functionMessage, identitySchemaMessage, schemaMessage } from './schema.ts';
export { dateFromMessage, timestampMessage } from './timestamp.ts';
export { typeToJson } from './type-json.ts';
