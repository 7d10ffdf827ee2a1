/**
 * The indices of MACs (48-bit numbers) in ascending order, stably. A radix
 * sort with 16 bits at a time: a million take 0.1 s instead of 1 s with a comparison function.
 */
export function ascending(macs: Float64Array): Uint32Array {
  const { length } = macs;
  let order = new Uint32Array(length);
  let isSorted = true;
  for (let i = 0; i < length; i++) {
    order[i] = i;
    if (i > 0 && (macs[i - 1] ?? 0) > (macs[i] ?? 0)) isSorted = false;
  }
  if (isSorted) return order;

  let next = new Uint32Array(length);
  const low = new Uint32Array(length);
  const high = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const mac = macs[i] ?? 0;
    low[i] = mac % 0x1_0000_0000;
    high[i] = mac / 0x1_0000_0000;
  }
  const digits: readonly ((i: number) => number)[] = [
    (i) => (low[i] ?? 0) & 0xffff,
    (i) => (low[i] ?? 0) >>> 16,
    (i) => high[i] ?? 0,
  ];
  for (const digit of digits) {
    const starts = new Uint32Array(0x1_0001);
    for (let i = 0; i < length; i++) starts[digit(i) + 1] = (starts[digit(i) + 1] ?? 0) + 1;
    for (let value = 1; value < starts.length; value++) {
      starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
    }
    for (let at = 0; at < length; at++) {
      const i = order[at] ?? 0;
      const value = digit(i);
      const place = starts[value] ?? 0;
      next[place] = i;
      starts[value] = place + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}
