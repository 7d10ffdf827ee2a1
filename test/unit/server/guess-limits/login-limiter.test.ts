import { createLoginLimiter } from '../../../../server/guess-limits/index.ts';

const from = (network: string, name = 'daryna') => ({ name, network });
const day = 24 * 60 * 60 * 1000;

describe('the limiter of logins', () => {
  test('allows 10 attempts of one account from one network at once, then one each 90 seconds', () => {
    const limiter = createLoginLimiter();
    for (let count = 0; count < 10; count += 1) {
      expect(limiter.wait(from('a'), false, 0)).toBe(0);
      limiter.take(from('a'), 0);
    }
    expect(limiter.wait(from('a'), false, 0)).toBe(90_000);
    expect(limiter.wait(from('a'), false, 90_000)).toBe(0);
    expect(limiter.wait(from('b'), false, 0)).toBe(0);
    expect(limiter.wait(from('a', 'another'), false, 0)).toBe(0);
  });

  test('does not count an attempt that is given back', () => {
    const limiter = createLoginLimiter();
    for (let count = 0; count < 1000; count += 1) {
      expect(limiter.wait(from('a'), false, 0)).toBe(0);
      limiter.take(from('a'), 0);
      limiter.giveBack(from('a'), 0);
    }
  });

  test('bounds the guesses of one account from any number of networks', () => {
    const limiter = createLoginLimiter();
    let guesses = 0;
    for (let at = 0, turn = 0; at < day; at += 1000, turn += 1) {
      const source = from(`network ${turn}`);
      if (limiter.wait(source, false, at) > 0) continue;
      limiter.take(source, at);
      guesses += 1;
    }
    expect(guesses).toBe(2979);
    expect(limiter.wait(from('new'), false, day - 1000)).toBeGreaterThan(0);
    // The owner's network is not blocked by others.
    expect(limiter.wait(from('known'), true, day - 1000)).toBe(0);
  });

  test('bounds the guesses of any number of accounts from one network', () => {
    const limiter = createLoginLimiter();
    let guesses = 0;
    for (let turn = 0; turn < 1000; turn += 1) {
      const source = from('a', `account ${turn}`);
      if (limiter.wait(source, false, 0) > 0) continue;
      limiter.take(source, 0);
      guesses += 1;
    }
    expect(guesses).toBe(100);
  });

  test('bounds the comparisons with the last right password, and allows them again after half a minute', () => {
    const limiter = createLoginLimiter();
    let compared = 0;
    for (let at = 0; at < day; at += 1000) {
      if (!limiter.mayCompare(from('a'), at)) continue;
      limiter.compared(from('a'), at);
      compared += 1;
    }
    expect(compared).toBeLessThan(3200);
    expect(limiter.mayCompare(from('b'), day)).toBe(true);
    expect(limiter.mayCompare(from('a'), day + 30_000)).toBe(true);
  });
});
