import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { isEncodingError, mutated, seeds } from '../../unit/xmlrpc/mutated.ts';
import { startDecodingProcess, type DecodingProcess } from './decoding-process.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 4 });

describe('10,000 mutated documents', () => {
  let decoding: DecodingProcess;
  beforeAll(() => {
    decoding = startDecodingProcess(64);
  });
  afterAll(() => decoding.stop());

  test('decode to a value or an XmlRpcSyntaxError and leave no memory in use', async () => {
    let rejected = 0;
    const bytesInUse = async (): Promise<number> =>
      (await decoding.ask({ document: Buffer.from(seeds[0] ?? ''), sizes: [1], measure: true })).bytesBefore;
    await bytesInUse();
    const before = await bytesInUse();
    await fc.assert(
      fc.asyncProperty(mutated, sizes, async (document, chunks) => {
        const { outcomes, otherError } = await decoding.ask({ document, sizes: chunks, measure: false });
        const [whole, inChunks] = outcomes;
        const bothRejected = whole !== 'value' && inChunks !== 'value';
        // If both the bytes and the markup are broken, the chunk size decides which is reported first.
        const comparable = bothRejected && outcomes.some(isEncodingError) ? whole : inChunks;
        expect({ outcome: comparable, otherError }).toEqual({ outcome: whole, otherError: false });
        if (whole !== 'value') rejected++;
      }),
      { numRuns: 10_000 },
    );
    // Only compiled code may remain.
    expect((await bytesInUse()) - before).toBeLessThan(2_000_000);
    // The mutations break most documents, but not all of them.
    expect(rejected).toBeGreaterThan(5000);
    expect(rejected).toBeLessThan(10_000);
  });
});
