/** Reproducible random numbers. */
export interface Random {
  /** An integer from 0 to `end` - 1. */
  below(end: number): number;
}

/** The seed of tests that choose at random: 1, or the variable TEST_SEED. Their titles show it. */
export const SEED = Number(process.env['TEST_SEED'] ?? 1);

/** Mulberry32: small, and sufficient to choose a moment. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (end) => Math.floor(next() * end) };
}
