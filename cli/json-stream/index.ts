/** Reads a JSON document piece by piece: only the values that a visitor names are ever in memory. */
export { JsonSyntaxError, type JsonFault } from './json-syntax-error.ts';
export { readJson, type JsonVisitor } from './read-json.ts';
