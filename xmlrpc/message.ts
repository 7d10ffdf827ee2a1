/**
 * A value of XML-RPC, as JavaScript has it.
 *
 * | XML-RPC | read as | written from |
 * | --- | --- | --- |
 * | int, i4, i1, i2 | number | an integer within 32 bits |
 * | i8, biginteger | number where it is exact, else bigint | any other integer that fits into 64 bits |
 * | double, float | number | any other finite number |
 * | string, or no type | string | string |
 * | boolean | boolean | boolean |
 * | dateTime.iso8601 | Date (UTC where no zone is stated) | Date, in UTC and whole seconds |
 * | base64 | Uint8Array | Uint8Array |
 * | nil | null | null |
 * | array, struct | array, object without prototype | array, object |
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

/** A whole XML-RPC document: a request, or one of the two kinds of answer. */
export type XmlRpcMessage =
  | { readonly kind: 'call'; readonly method: string; readonly params: readonly XmlRpcValue[] }
  | { readonly kind: 'response'; readonly value: XmlRpcValue }
  | { readonly kind: 'fault'; readonly code: number; readonly message: string };

/** Whether a value is an array. (Array.isArray forgets what is in it.) */
export function isArray(value: XmlRpcValue | undefined): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

/** Whether a value is a struct: an object that is none of the other types. */
export function isStruct(value: XmlRpcValue | undefined): value is Readonly<Record<string, XmlRpcValue>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}
