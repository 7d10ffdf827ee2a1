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
