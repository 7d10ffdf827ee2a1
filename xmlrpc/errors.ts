/** A position in a document; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position at the end of a text that begins at `start`. */
export function positionAfter(text: string, start: Position): Position {
  let { line } = start;
  let last = -1;
  for (let found = text.indexOf('\n'); found >= 0; found = text.indexOf('\n', found + 1)) {
    line++;
    last = found;
  }
  return { line, column: last < 0 ? start.column + text.length : text.length - last };
}

/**
 * Thrown for a document that is not XML-RPC or exceeds a limit. The message never repeats values of the document, which
 * may be secret.
 */
export class XmlRpcSyntaxError extends Error {
  override readonly name = 'XmlRpcSyntaxError';
  /** Where decoding stopped; `undefined` if the problem has no single position. */
  readonly position: Position | undefined;
  /** Whether the document was correct up to its end, but ended too early. */
  readonly incomplete: boolean;

  constructor(problem: string, options: { position?: Position; incomplete?: boolean } = {}) {
    const { position, incomplete = false } = options;
    super(position === undefined ? problem : `line ${position.line}, column ${position.column}: ${problem}`);
    this.position = position;
    this.incomplete = incomplete;
  }
}

/** Where a value is nested in others: array indexes and member names, from the outside in. */
export type Path = (string | number)[];

/** Thrown for a value that XML-RPC cannot represent. The message gives its path and never repeats the value. */
export class XmlRpcValueError extends Error {
  override readonly name = 'XmlRpcValueError';
  readonly path: readonly (string | number)[];

  constructor(problem: string, path: Readonly<Path>) {
    const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    super(place === '' ? problem : `value at ${place}: ${problem}`);
    this.path = [...path];
  }
}
