import { randomBytes } from 'node:crypto';

/** To ask the system for some bytes costs as much as to ask for so many. */
const poolSize = 4096;
let pool = Buffer.alloc(0);

/** Random bytes that nobody else gets. */
export function takeRandom(length: number): Buffer {
  if (length > poolSize) return randomBytes(length);
  if (length > pool.length) pool = randomBytes(poolSize);
  const taken = pool.subarray(0, length);
  pool = pool.subarray(length);
  return taken;
}
