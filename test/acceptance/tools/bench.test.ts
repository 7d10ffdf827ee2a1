import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { atLeast, atMost, forInformation, withExecutable } from '../../../bench/compare.ts';
import { inTurns, rotated, summarize } from '../../../bench/measure.ts';
import { table } from '../../../bench/table.ts';
import { root } from '../../../tools/paths.ts';

describe('npm run bench', () => {
  test('an unknown name exits with 2 and lists the benchmarks', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/bench.mjs'), 'hand-shake'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('There is no benchmark "hand-shake"');
    for (const name of ['handshake', 'codec', 'devices']) expect(stderr).toMatch(new RegExp(`^  ${name} `, 'm'));
  });
});

describe('a table of results', () => {
  const figure = { name: 'apply', unit: 's', value: 3, peer: 2, peerName: 'a peer' };

  test.each([
    ['a time that is within its goal is reached', atMost(1.5, figure), 'reached'],
    ['a time that is beyond its goal is missed', atMost(1.2, figure), 'MISSED'],
    ['a speed that is beyond its goal is reached', atLeast(1.5, figure), 'reached'],
    ['reports a speed below its goal as missed', atLeast(8, figure), 'MISSED'],
    ['a goal without a peer is not reached', atMost(1.2, { ...figure, peer: null }), 'NOT COMPARED'],
  ])('%s, and the line says so', (_, row, words) => {
    expect(row.ok).toBe(words === 'reached');
    expect(table([row])[1]?.split(/ {2,}/)).toContain(words);
  });

  test('a figure without a goal is neither reached nor missed', () => {
    const row = forInformation(figure);
    expect(row.ok).toBeNull();
    expect(table([row]).join('\n')).not.toMatch(/reached|MISSED|NOT COMPARED/);
  });

  test('compares the executable with the peer and with the bundle', () => {
    const row = withExecutable(forInformation(figure), 1.5);
    expect(row.executable).toEqual({ value: 1.5, ratio: 0.75, toBundle: 0.5 });
    const cells = table([row])[1]?.trim().split(/ {2,}/);
    expect(cells).toEqual(expect.arrayContaining(['3 s', '2 s', '1.50 ×', '1.50 s', '0.75 ×', '0.50 ×']));
  });

  test('columns are aligned', () => {
    const lines = table([
      atMost(1.2, figure),
      atMost(3, { ...figure, name: 'a longer name', value: 12_345, peer: null }),
    ]);
    const ends = lines.slice(1).map((line) => line.indexOf(' s') + 2);
    expect(new Set(ends).size).toBe(1);
  });
});

describe('alternating measurements', () => {
  test('measure each peer equally often and begin each round with another one', async () => {
    const order: string[] = [];
    const candidate = (name: string) => () => order.push(name);
    const samples = await inTurns({ a: candidate('a'), b: candidate('b') }, 3);
    expect(order.join('')).toBe('abbaab');
    expect(samples).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
  });

  test('ignore warm-up rounds', async () => {
    let times = 0;
    expect(await inTurns({ a: () => ++times }, 2, { warmUp: 3 })).toEqual({ a: [4, 5] });
  });

  test('the median of an even number of samples is between the middle two', () => {
    expect(summarize([40, 10, 20, 30])).toEqual({ median: 25, min: 10, max: 40, count: 4 });
  });

  test('no samples have no median', () => {
    expect(() => summarize([])).toThrow('nothing was measured');
  });

  test('an empty list stays empty when rotated', () => {
    expect(rotated([], 3)).toEqual([]);
  });
});
