import { createHash } from 'node:crypto';

// Mach-O and its code signature: mach-o/loader.h and kern/cs_blobs.h of Darwin. The file is little-endian, the signature
// big-endian.

const MAGIC_64 = 0xfeedfacf;
const CPU_X86_64 = 0x01000007;
const HEADER_BYTES = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const CODE_DIRECTORY_BYTES = 88;
const CODE_DIRECTORY_VERSION = 0x20400;
const ADHOC = 0x2;
const SHA256 = 2;
const SHA256_BYTES = 32;
const PAGE_BITS = 12;
const PAGE_BYTES = 1 << PAGE_BITS;
/** Segments end at the boundary of a page, which has at most 16 KiB. */
const SEGMENT_ALIGNMENT = 0x4000;
const MAIN_BINARY = 1n;

/** The places of the load commands that a signature concerns. */
interface Places {
  readonly signature: number;
  readonly linkEdit: number;
  readonly text: number;
}

/**
 * Signs an executable for Macs with an Intel processor ad hoc, which needs no certificate. `bun build --compile` leaves
 * Bun's own signature in it, which no longer fits the content, and macOS ends programs with such a signature. It signs
 * those for Apple silicon itself.
 *
 * @param identifier the name of the program in the signature
 * @throws Error if the content is not an executable of this kind
 */
export function signForMac(content: Buffer, identifier: string): Buffer {
  if (content.readUInt32LE(0) !== MAGIC_64 || content.readUInt32LE(4) !== CPU_X86_64) {
    throw new Error('This is not a Mach-O executable for x86-64.');
  }
  const { signature, linkEdit, text } = findPlaces(content);
  const limit = content.readUInt32LE(signature + 8);
  const name = Buffer.from(`${identifier}\0`);
  const pages = Math.ceil(limit / PAGE_BYTES);
  const directoryBytes = CODE_DIRECTORY_BYTES + name.length + pages * SHA256_BYTES;
  const blobBytes = 20 + directoryBytes;

  const signed = Buffer.alloc(limit + blobBytes);
  content.copy(signed, 0, 0, limit);
  signed.writeUInt32LE(blobBytes, signature + 12);
  const linkEditBytes = BigInt(signed.length) - signed.readBigUInt64LE(linkEdit + 40);
  signed.writeBigUInt64LE(linkEditBytes, linkEdit + 48);
  const alignment = BigInt(SEGMENT_ALIGNMENT);
  signed.writeBigUInt64LE(((linkEditBytes + alignment - 1n) / alignment) * alignment, linkEdit + 32);

  // A super blob with one entry of the type 0, the code directory.
  let at = writeWords(signed, limit, [SUPER_BLOB, blobBytes, 1, 0, 20]);
  const namePlace = CODE_DIRECTORY_BYTES;
  const hashPlace = namePlace + name.length;
  at = writeWords(signed, at, [CODE_DIRECTORY, directoryBytes, CODE_DIRECTORY_VERSION, ADHOC]);
  at = writeWords(signed, at, [hashPlace, namePlace, 0, pages, limit]);
  at = signed.writeUInt8(SHA256_BYTES, at);
  at = signed.writeUInt8(SHA256, at);
  at = signed.writeUInt8(0, at);
  at = signed.writeUInt8(PAGE_BITS, at);
  // Reserved, scatter, team, reserved, and the limit in 64 bits, which 0 leaves to the one in 32.
  at = writeWords(signed, at, [0, 0, 0, 0, 0, 0]);
  at = signed.writeBigUInt64BE(signed.readBigUInt64LE(text + 40), at);
  at = signed.writeBigUInt64BE(signed.readBigUInt64LE(text + 48), at);
  at = signed.writeBigUInt64BE(MAIN_BINARY, at);
  at += name.copy(signed, at);
  for (let page = 0; page < pages; page += 1) {
    const end = Math.min((page + 1) * PAGE_BYTES, limit);
    const hash = createHash('sha256').update(signed.subarray(page * PAGE_BYTES, end));
    at += hash.digest().copy(signed, at);
  }
  return signed;
}

function writeWords(target: Buffer, start: number, words: readonly number[]): number {
  let at = start;
  for (const word of words) at = target.writeUInt32BE(word, at);
  return at;
}

function findPlaces(content: Buffer): Places {
  const found: { signature?: number; linkEdit?: number; text?: number } = {};
  let at = HEADER_BYTES;
  for (let left = content.readUInt32LE(16); left > 0; left -= 1) {
    const command = content.readUInt32LE(at);
    const name = command === LC_SEGMENT_64 ? content.toString('latin1', at + 8, at + 24).replaceAll('\0', '') : '';
    if (command === LC_CODE_SIGNATURE) found.signature = at;
    if (name === '__LINKEDIT') found.linkEdit = at;
    if (name === '__TEXT') found.text = at;
    at += content.readUInt32LE(at + 4);
  }
  const { signature, linkEdit, text } = found;
  if (signature === undefined || linkEdit === undefined || text === undefined) {
    throw new Error('The executable has no signature to replace.');
  }
  return { signature, linkEdit, text };
}
