import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * Takes one file out of a zip archive (APPNOTE.TXT 4.3: end record, central directory, local headers). No zip64, no
 * encryption: an engine's release is a small archive with three files.
 *
 * @throws when the file is not in it, or this is no such archive
 */
export function unzipFile(archive: Buffer, name: string): Buffer {
  // The end record is 22 bytes and a comment of at most 65,535.
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END);
  const end = archive.lastIndexOf(signature);
  if (end < 0) throw new Error('this is not a zip archive');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== ENTRY) break;
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const header = archive.readUInt32LE(at + 42);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const data = archive.subarray(start, start + size);
      if (method === 0) return data;
      if (method === 8) return inflateRawSync(data);
      throw new Error(`${name} is packed by method ${method}, which is not known here`);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no ${name}`);
}
