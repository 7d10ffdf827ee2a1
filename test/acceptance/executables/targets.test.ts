import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildExecutable, hostTarget, providerSource, targetName, targets } from '../../../tools/release/index.ts';

// Executables for other platforms cannot run here, so only their headers and content are checked.

const MIN_BYTES = 60_000_000;

/** The format and the machine in the header of an executable: ELF, Mach-O or PE. */
function kindOf(content: Buffer): string {
  if (content.toString('latin1', 0, 4) === '\u007fELF') return `ELF ${content.readUInt16LE(18).toString(16)}`;
  if (content.readUInt32LE(0) === 0xfeedfacf) return `Mach-O ${content.readUInt32LE(4).toString(16)}`;
  if (content.toString('latin1', 0, 2) !== 'MZ') return 'unknown';
  return `PE ${content.readUInt16LE(content.readUInt32LE(0x3c) + 4).toString(16)}`;
}

/** The pages of a Mach-O executable that its signature does not cover: their hashes differ, or it ends before them. */
function unsignedPages(content: Buffer): number {
  let command = 32;
  while (content.readUInt32LE(command) !== 0x1d) command += content.readUInt32LE(command + 4);
  const signature = content.readUInt32LE(command + 8);
  expect(content.length).toBe(signature + content.readUInt32LE(command + 12));
  const directory = signature + content.readUInt32BE(signature + 16);
  expect(content.readUInt32BE(directory)).toBe(0xfade0c02);
  const [hashes = 0, , , pages = 0, limit = 0] = [16, 20, 24, 28, 32].map((at) => content.readUInt32BE(directory + at));
  const pageBytes = 1 << content.readUInt8(directory + 39);
  expect([pages, limit]).toEqual([Math.ceil(signature / pageBytes), signature]);
  return Array.from({ length: pages }, (_, page) => {
    const signed = content.subarray(page * pageBytes, Math.min((page + 1) * pageBytes, limit));
    const expected = content.subarray(directory + hashes + page * 32, directory + hashes + (page + 1) * 32);
    return createHash('sha256').update(signed).digest().equals(expected);
  }).filter((matches) => !matches).length;
}

const kinds: Readonly<Record<string, string>> = {
  linux_amd64: 'ELF 3e',
  linux_arm64: 'ELF b7',
  darwin_amd64: 'Mach-O 1000007',
  darwin_arm64: 'Mach-O 100000c',
  windows_amd64: 'PE 8664',
  windows_arm64: 'PE aa64',
};

/** A part of the bundle that is embedded as text: the code around the provider's address. */
function embedded(content: Buffer): string | undefined {
  const at = content.indexOf('gigaset-redirect/gigaset');
  return at < 0
    ? undefined
    : createHash('sha256')
        .update(content.subarray(at - 2_000, at + 2_000))
        .digest('hex');
}

test.each(targets.map((target) => ({ name: targetName(target), target })))(
  'the provider for $name is an executable of that platform with the same bundle',
  async ({ target }) => {
    const source = await providerSource();
    const content = readFileSync(await buildExecutable(source, target));
    expect(kindOf(content)).toBe(kinds[target.platform]);
    expect(content.length).toBeGreaterThan(MIN_BYTES);
    const host = embedded(readFileSync(await buildExecutable(source, hostTarget())));
    expect(host).toBeDefined();
    expect(embedded(content)).toBe(host);
  },
);

test.each(
  targets
    .filter(({ platform }) => platform.startsWith('darwin'))
    .map((target) => ({ name: targetName(target), target })),
)('the signature of the provider for $name covers its content', async ({ target }) => {
  const content = readFileSync(await buildExecutable(await providerSource(), target));
  expect(unsignedPages(content)).toBe(0);
});
