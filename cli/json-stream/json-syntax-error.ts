/**
 * What is wrong with a document:
 *
 * - `empty`: it has no value
 * - `incomplete`: it ends before its last bracket or quotation mark
 * - `unexpected`: a character cannot stand in this place
 * - `invalid`: a value, which begins in this place, is not JSON
 */
export type JsonFault = 'empty' | 'incomplete' | 'unexpected' | 'invalid';

/** A document is not JSON. The error names the place and never quotes the document, which may contain secrets. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly fault: JsonFault;
  /** The line, from 1. */
  readonly line: number;
  /** The column in bytes, from 1. */
  readonly column: number;

  constructor(fault: JsonFault, line: number, column: number) {
    super(`${fault} at line ${line}, column ${column}`);
    this.fault = fault;
    this.line = line;
    this.column = column;
  }
}
