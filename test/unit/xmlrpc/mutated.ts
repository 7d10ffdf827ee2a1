import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { values } from './values.ts';
import { encodeCall, encodeResponse } from '#xmlrpc';

const folder = join(import.meta.dirname, '../../support/documents');
/** The documents of the vendor manual. */
export const seeds = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
const utf16 = seeds.map((seed) => Buffer.from(`\ufeff${seed.toString()}`, 'utf16le'));

/** Markup that mutations insert where it does not belong. */
const pieces = [
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE a>',
  '&',
  '&#',
  '&lt;',
  '&#x10FFFF;',
  '<',
  '>',
  '/>',
  '</',
  '"',
  "'",
  '<value>',
  '</value>',
  '<array>',
  '<data>',
  '<struct>',
  '<member>',
  '<name>',
  '__proto__',
  '<nil/>',
  '<i8>',
  '<base64>',
  '<dateTime.iso8601>',
  '<ex:i8>',
  '</params>',
  '<fault>',
  '</methodCall>',
  ' a="b"',
  '\0',
  '\r',
  '\ufeff',
  '\u00a0',
  '\ud83d',
  'NaN',
  '1e999',
  '9'.repeat(100),
].map((text) => Buffer.from(text));

const documents = fc.oneof(
  fc.constantFrom(...seeds, ...utf16),
  values.map((value) => Buffer.from(encodeResponse(value))),
  fc.array(values, { maxLength: 3 }).map((params) => Buffer.from(encodeCall('a.b', params))),
);

type Mutation = (document: Buffer) => Buffer;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const splice = (document: Buffer, from: number, remove: number, insert: Uint8Array): Buffer => {
  const at = Math.floor(from * document.length);
  return Buffer.concat([document.subarray(0, at), insert, document.subarray(at + remove)]);
};
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map<Mutation>(([at, bit]) => (document) => {
    const index = Math.floor(at * (document.length - 1));
    return splice(document, at, 1, Buffer.of((document[index] ?? 0) ^ (1 << bit)));
  }),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 })).map<Mutation>(
    ([at, bytes]) =>
      (document) =>
        splice(document, at, bytes.length, bytes),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 })).map<Mutation>(
    ([at, bytes]) =>
      (document) =>
        splice(document, at, 0, bytes),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 40 })).map<Mutation>(
    ([at, length]) =>
      (document) =>
        splice(document, at, length, Buffer.alloc(0)),
  ),
  fc.tuple(place, place, fc.integer({ min: 1, max: 200 })).map<Mutation>(([from, to, length]) => (document) => {
    const start = Math.floor(from * document.length);
    return splice(document, to, 0, document.subarray(start, start + length));
  }),
  fc.tuple(place, fc.constantFrom(...pieces)).map<Mutation>(
    ([at, piece]) =>
      (document) =>
        splice(document, at, 0, piece),
  ),
  fc.tuple(place, place, documents).map<Mutation>(
    ([at, from, other]) =>
      (document) =>
        splice(document, at, document.length, other.subarray(Math.floor(from * other.length))),
  ),
);

/** Documents with one to eight mutations. */
export const mutated = fc
  .tuple(documents, fc.array(mutation, { minLength: 1, maxLength: 8, size: 'max' }))
  .map(([document, mutations]) => mutations.reduce<Buffer>((whole, mutate) => mutate(whole), document));

/** Whether an error message reports bytes that do not fit the encoding. */
export const isEncodingError = (message: string): boolean => /is not valid [\w-]+$|in another one$/.test(message);
