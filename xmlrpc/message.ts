/**
 * A value of XML-RPC in JavaScript.
 *
 * | XML-RPC | decoded to | encoded from |
 * | --- | --- | --- |
 * | int, i4, i1, i2 | number | an integer of 32 bits |
 * | i8, biginteger | number if exact, else bigint | any other integer of 64 bits |
 * | double, float | number | any other finite number |
 * | string, or no type | string | string |
 * | boolean | boolean | boolean |
 * | dateTime.iso8601, dateTime | Date (UTC if no zone is stated), or null if it is empty | Date, in UTC and whole seconds |
 * | base64, serializable | Uint8Array | Uint8Array |
 * | bigdecimal | string | |
 * | nil | null | null |
 * | array, struct | array, object without a prototype | array, object |
 */
export type XmlRpcValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly XmlRpcValue[]
  | { readonly [name: string]: XmlRpcValue };

/** A whole XML-RPC document: a call, or one of the two kinds of response. */
export type XmlRpcMessage =
  | { readonly kind: 'call'; readonly method: string; readonly params: readonly XmlRpcValue[] }
  | { readonly kind: 'response'; readonly value: XmlRpcValue }
  | { readonly kind: 'fault'; readonly code: number; readonly message: string };

/** Whether a value is an array. (Array.isArray would lose the type of the elements.) */
export function isArray(value: XmlRpcValue | undefined): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

/** Whether a value is a struct, that is an object of no other type. */
export function isStruct(value: XmlRpcValue | undefined): value is Readonly<Record<string, XmlRpcValue>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** The most that a document may contain. */
export interface Limits {
  /** Levels of arrays and structs within each other. */
  readonly depth: number;
  /** Length of the document in bytes. */
  readonly bytes: number;
  /** Values of any type, including those in arrays and structs. */
  readonly values: number;
}

/** Enough for a list of two million rows of four strings. A server that accepts documents from anyone sets far less. */
export const defaultLimits: Limits = { depth: 64, bytes: 1024 ** 3, values: 16_000_000 };
