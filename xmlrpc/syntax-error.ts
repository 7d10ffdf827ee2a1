/** A place in a document, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document that is not XML-RPC, or more of it than the limits allow. Says where; never repeats the document's values. */
export class XmlRpcSyntaxError extends Error {
  override readonly name = 'XmlRpcSyntaxError';
  /** Where reading stopped; `undefined` where no single place is to blame. */
  readonly position: Position | undefined;
  /** The document was right as far as it went, and ended too early. */
  readonly incomplete: boolean;

  constructor(problem: string, options: { position?: Position; incomplete?: boolean } = {}) {
    const { position, incomplete = false } = options;
    super(position === undefined ? problem : `line ${position.line}, column ${position.column}: ${problem}`);
    this.position = position;
    this.incomplete = incomplete;
  }
}
