import {
  createIdGuessLimiter,
  type GuessSource,
  type IdGuessLimiter,
  type IdGuessLimiterOptions,
} from '../../../../server/guess-limits/index.ts';

const mac = '7C2F80820EC0';
const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;
const day = 24 * hours;

const phone = (network: string): GuessSource => ({ kind: 'phone', network });
const account = (accountId: number): GuessSource => ({ kind: 'account', accountId });

/** A limiter with a clock that the test moves. */
function limiterAt(options: Pick<IdGuessLimiterOptions, 'store' | 'limits' | 'onGuess'> = {}) {
  const clock = { at: 0 };
  return { clock, limiter: createIdGuessLimiter({ ...options, now: () => clock.at }) };
}

/** Sends a wrong ID; returns the ms after which it would be compared. */
const guess = (limiter: IdGuessLimiter, source: GuessSource, of = mac): number => {
  const comparison = limiter.compare(of, source, () => false);
  return typeof comparison === 'string' ? 0 : comparison.retryAfterMs;
};

/** The number of IDs that are compared in a day, one attempt of each source every 10 seconds. */
function comparedInADay(sources: (turn: number) => readonly GuessSource[], before?: (limiter: IdGuessLimiter) => void) {
  const { clock, limiter } = limiterAt();
  before?.(limiter);
  let count = 0;
  for (let turn = 0; clock.at < day; clock.at += 10 * seconds, turn += 1) {
    for (const source of sources(turn)) if (guess(limiter, source) === 0) count += 1;
  }
  return count;
}

describe('an attacker who guesses the ID of a phone', () => {
  test('with one address gets 489 IDs compared on the first day', () => {
    expect(comparedInADay(() => [phone('10.0.0.1')])).toBe(489);
  });

  test('with any mix of addresses and accounts gets at most 1,500 IDs compared on the first day', () => {
    const mixed = comparedInADay(
      (turn) => [phone(`10.0.${turn % 256}.1`), phone('192.0.2.7'), account(turn % 50), account(1)],
      (limiter) => limiter.right(mac, phone('192.0.2.7')),
    );
    process.stdout.write(`IDs of one MAC that are compared on the first day, from anywhere: ${mixed}\n`);
    expect(mixed).toBeLessThanOrEqual(1500);
    expect(mixed).toBe(1275);
  });

  test('is told how long to wait, and is refused one millisecond before', () => {
    const { clock, limiter } = limiterAt();
    for (let count = 0; count < 10; count += 1) expect(guess(limiter, phone('a'))).toBe(0);
    expect(guess(limiter, phone('a'))).toBe(3 * minutes);
    clock.at = 3 * minutes - 1;
    expect(guess(limiter, phone('a'))).toBe(1);
    clock.at = 3 * minutes;
    expect(guess(limiter, phone('a'))).toBe(0);
    expect(guess(limiter, phone('a'))).toBe(3 * minutes);
  });

  test('gains nothing from wrong IDs of 5,000 other phones', () => {
    const limit = { burst: 3, everyMs: 60_000, entries: 1000 };
    const { limiter } = limiterAt({ limits: { source: limit, mac: limit } });
    for (let count = 0; count < 3; count += 1) guess(limiter, phone('a'));
    for (let other = 0; other < 5000; other += 1) guess(limiter, phone('a'), `other ${other}`);
    expect(guess(limiter, phone('a'))).toBe(minutes);
  });

  test('has to wait even with the right ID', () => {
    const { limiter } = limiterAt();
    for (let count = 0; count < 10; count += 1) guess(limiter, account(1));
    expect(limiter.compare(mac, account(1), () => true)).toEqual({ retryAfterMs: 3 * minutes });
  });

  test('is counted', () => {
    const counted: string[] = [];
    const { limiter } = limiterAt({ onGuess: (by, outcome) => counted.push(`${by} ${outcome}`) });
    for (let count = 0; count < 11; count += 1) guess(limiter, account(1));
    expect(counted).toEqual([...Array.from({ length: 10 }, () => 'account wrong'), 'account limited']);
  });
});

describe('the true phone', () => {
  test('logs in at once from its last good network, and its account is served, while others guess', () => {
    const { clock, limiter } = limiterAt();
    limiter.right(mac, phone('192.0.2.7'));
    for (let turn = 0; clock.at < hours; clock.at += seconds, turn += 1) guess(limiter, phone(`10.0.${turn % 256}.1`));
    clock.at -= 1;
    expect(guess(limiter, phone('192.0.2.8'))).toBeGreaterThan(0);
    expect(limiter.compare(mac, phone('192.0.2.7'), () => true)).toBe('right');
    expect(limiter.compare(mac, account(1), () => true)).toBe('right');
  });

  test('behind the same address as an attacker logs in three minutes after the last guess', () => {
    const { clock, limiter } = limiterAt();
    for (; clock.at < hours; clock.at += seconds) guess(limiter, phone('192.0.2.7'));
    clock.at += 3 * minutes;
    expect(limiter.compare(mac, phone('192.0.2.7'), () => true)).toBe('right');
  });

  test('never waits while its IDs are right, and gets all tokens of its source back', () => {
    const { limiter } = limiterAt();
    for (let count = 0; count < 1000; count += 1) {
      expect(limiter.compare(mac, phone('192.0.2.7'), () => true)).toBe('right');
    }
    for (let count = 0; count < 9; count += 1) guess(limiter, phone('192.0.2.7'));
    expect(limiter.compare(mac, phone('192.0.2.7'), () => true)).toBe('right');
    for (let count = 0; count < 10; count += 1) expect(guess(limiter, phone('192.0.2.7'))).toBe(0);
  });
});

test('several instances share the count', async () => {
  const clock = { at: 0 };
  const fullAt = new Map<string, number>();
  const store: IdGuessLimiterOptions['store'] = {
    add: (guesses) => {
      for (const { key, ms } of guesses) fullAt.set(key, Math.max(fullAt.get(key) ?? 0, clock.at) + ms);
      return Promise.resolve();
    },
    read: (keys) => Promise.resolve(new Map(keys.map((key) => [key, (fullAt.get(key) ?? clock.at) - clock.at]))),
  };
  const instances = [0, 1, 2].map(() => createIdGuessLimiter({ store, now: () => clock.at }));
  let compared = 0;
  for (let turn = 0; clock.at < day; clock.at += 30 * seconds, turn += 1) {
    for (const limiter of instances) {
      await limiter.load([mac]);
      if (guess(limiter, phone(`10.0.${turn % 256}.1`)) === 0) compared += 1;
      await limiter.share();
    }
  }
  expect(compared).toBe(20 + day / (90 * seconds) - 1);
});
