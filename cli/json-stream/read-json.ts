import { isUtf8 } from 'node:buffer';
import { JsonSyntaxError, type JsonFault } from './json-syntax-error.ts';
import { byte, isSpace, scanValue, UNFINISHED, WRONG_BRACKET, type ValueScan } from './scan-value.ts';

/** What to read of a value; the rest is skipped. */
export interface JsonVisitor {
  /** Called when the value begins, also if it is skipped. */
  readonly seen?: () => void;
  /** Takes the whole value, parsed. */
  readonly value?: (value: unknown) => void;
  /** What to read of an object: its members by name. */
  readonly members?: Readonly<Record<string, JsonVisitor>>;
  /** What to read of an array: each of its elements. */
  readonly elements?: JsonVisitor;
}

/** An object or array that is read value by value. */
interface Container {
  readonly visitor: JsonVisitor;
  readonly isObject: boolean;
}

/** What may come next outside of a value that is scanned. */
type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing';

/**
 * Reads a JSON document in UTF-8. What a visitor takes is parsed and checked completely; of what is skipped, only the brackets
 * and quotation marks are checked.
 *
 * @throws JsonSyntaxError with the place in the document
 */
export async function readJson(chunks: AsyncIterable<Uint8Array>, visitor: JsonVisitor): Promise<void> {
  const reader = createReader(visitor);
  for await (const chunk of chunks) reader.read(chunk);
  reader.end();
}

/** Takes a value only so that it is checked. */
const noop = (): void => undefined;

function createReader(root: JsonVisitor): { read(chunk: Uint8Array): void; end(): void } {
  const containers: Container[] = [];
  const scan: ValueScan = { closings: [], isInString: false, isEscaped: false, lines: 0, lineStart: 0 };
  let expected: Expected = 'value';
  /** The visitor of the next value. */
  let next: JsonVisitor | undefined = root;
  /** What becomes of the value that is scanned; undefined outside of one. */
  let scanned:
    { readonly take: ((value: unknown) => void) | undefined; readonly place: readonly [number, number] } | undefined;
  /** The beginning of a value that is taken, from earlier chunks. */
  let kept: Uint8Array[] = [];
  let bytes: Uint8Array = new Uint8Array();

  const placeOf = (at: number): readonly [number, number] => [scan.lines + 1, at - scan.lineStart + 1];
  const fail = (fault: JsonFault, place: readonly [number, number]): never => {
    throw new JsonSyntaxError(fault, ...place);
  };

  function read(chunk: Uint8Array): void {
    scan.lineStart -= bytes.length;
    bytes = chunk;
    let at = 0;
    while (at < bytes.length) at = scanned === undefined ? readMark(at) : finishValue(at);
  }

  /** Reads one byte between values. @returns the index of the next */
  function readMark(at: number): number {
    const code = bytes[at] ?? 0;
    if (isSpace(code)) {
      if (code === byte.lineFeed) {
        scan.lines++;
        scan.lineStart = at + 1;
      }
      return at + 1;
    }
    const mayEnd = expected === 'value or end' || expected === 'name or end' || expected === 'comma or end';
    if (mayEnd && (code === byte.closeArray || code === byte.closeObject)) return close(code, at);
    switch (expected) {
      case 'value':
      case 'value or end':
        return open(code, at);
      case 'name':
      case 'name or end':
        if (code !== byte.quote) return fail('unexpected', placeOf(at));
        startValue(at, (name) => {
          const members = containers.at(-1)?.visitor.members ?? {};
          next = typeof name === 'string' && Object.hasOwn(members, name) ? members[name] : undefined;
        });
        expected = 'colon';
        return at;
      case 'colon':
        if (code !== byte.colon) return fail('unexpected', placeOf(at));
        expected = 'value';
        return at + 1;
      case 'comma or end':
        if (code !== byte.comma) return fail('unexpected', placeOf(at));
        next = containers.at(-1)?.visitor.elements;
        expected = containers.at(-1)?.isObject === true ? 'name' : 'value';
        return at + 1;
      case 'nothing':
        return fail('unexpected', placeOf(at));
    }
  }

  /** Enters a container that the visitor reads, or begins to scan a value. @returns the index of the next byte */
  function open(code: number, at: number): number {
    const visitor = next ?? {};
    visitor.seen?.();
    const isObject = code === byte.openObject;
    const isEntered = isObject
      ? visitor.members !== undefined
      : code === byte.openArray && visitor.elements !== undefined;
    if (visitor.value === undefined && isEntered) {
      containers.push({ visitor, isObject });
      next = isObject ? undefined : visitor.elements;
      expected = isObject ? 'name or end' : 'value or end';
      return at + 1;
    }
    if (code === byte.comma || code === byte.colon || code === byte.closeArray || code === byte.closeObject) {
      return fail('unexpected', placeOf(at));
    }
    const isSkipped = code === byte.openObject || code === byte.openArray;
    startValue(at, visitor.value ?? (isSkipped ? undefined : noop));
    endOfValue();
    return at;
  }

  function close(code: number, at: number): number {
    const container = containers.pop();
    if (container?.isObject !== (code === byte.closeObject)) return fail('unexpected', placeOf(at));
    endOfValue();
    return at + 1;
  }

  /** Sets what may follow a value of the innermost container. */
  function endOfValue(): void {
    expected = containers.length === 0 ? 'nothing' : 'comma or end';
  }

  function startValue(at: number, take: ((value: unknown) => void) | undefined): void {
    scanned = { take, place: placeOf(at) };
  }

  /** Scans to the end of the value or of the chunk. @returns the index of the next byte */
  function finishValue(from: number): number {
    const end = scanValue(bytes, from, scan);
    if (end === WRONG_BRACKET) return fail('invalid', scanned?.place ?? placeOf(from));
    if (end === UNFINISHED) {
      if (scanned?.take !== undefined) kept.push(bytes.subarray(from));
      return bytes.length;
    }
    deliver(bytes.subarray(from, end));
    return end;
  }

  /** Parses the value and hands it over. */
  function deliver(last: Uint8Array): void {
    if (scanned === undefined) return;
    const { take, place } = scanned;
    scanned = undefined;
    if (take === undefined) return;
    const text = kept.length === 0 ? last : Buffer.concat([...kept, last]);
    kept = [];
    take(parse(text, place));
  }

  function parse(text: Uint8Array, place: readonly [number, number]): unknown {
    if (!isUtf8(text)) return fail('invalid', place);
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString());
    } catch {
      return fail('invalid', place);
    }
    return value;
  }

  /** Checks that the document is complete. */
  function end(): void {
    const here = placeOf(bytes.length);
    // A number or a literal at the end of the document ends with it.
    if (scanned !== undefined && scan.closings.length === 0 && !scan.isInString) deliver(new Uint8Array());
    if (scanned !== undefined) fail('incomplete', here);
    if (expected === 'value' && containers.length === 0) fail('empty', here);
    if (expected !== 'nothing') fail('incomplete', here);
  }

  return { read, end };
}
