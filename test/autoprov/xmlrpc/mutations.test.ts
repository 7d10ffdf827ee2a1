import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { startDecodingProcess, type DecodingProcess } from './decoding-process.ts';
import { mutated, seeds } from './mutated.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 4 });

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
        expect({ outcomes, otherError }).toEqual({ outcomes: [outcomes[0], outcomes[0]], otherError: false });
        if (outcomes[0] !== 'value') refused++;
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
