import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { startDecodingProcess, type DecodingProcess } from './decoding-process.ts';
import { mutated, seeds } from './mutated.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 4 });

const isOfEncoding = (outcome: string): boolean => outcome.endsWith('its bytes are not in that encoding');

describe('10,000 broken documents', () => {
  let decoding: DecodingProcess;
  beforeAll(() => {
    decoding = startDecodingProcess(64);
  });
  afterAll(() => decoding.stop());

  test('give a value or an XmlRpcSyntaxError, the same in chunks, and nothing is left of them', async () => {
    let refused = 0;
    const inUse = async (): Promise<number> =>
      (await decoding.ask({ document: Buffer.from(seeds[0] ?? ''), sizes: [1], weigh: true })).bytesBefore;
    await inUse();
    const before = await inUse();
    await fc.assert(
      fc.asyncProperty(mutated, sizes, async (document, chunks) => {
        const { outcomes, otherError } = await decoding.ask({ document, sizes: chunks, weigh: false });
        const [whole, inChunks] = outcomes;
        // One that is broken twice, in its bytes and in its markup, is refused either way; which of the two is told first
        // depends on how much of it was read at once.
        const told = outcomes.some(isOfEncoding) && whole !== 'value' && inChunks !== 'value' ? whole : inChunks;
        expect({ told, otherError }).toEqual({ told: whole, otherError: false });
        if (whole !== 'value') refused++;
      }),
      { numRuns: 10_000 },
    );
    // Compiled code is all that there is more of.
    expect((await inUse()) - before).toBeLessThan(2_000_000);
    // The mutations do break documents, and do not break all of them.
    expect(refused).toBeGreaterThan(5000);
    expect(refused).toBeLessThan(10_000);
  });
});
