import { createGuessLimiter, type GuessLimiter } from '../../../../server/phone/guess-limiter.ts';

const mac = '7C2F80820EC0';
const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;
const day = 24 * hours;
const start = Date.UTC(2026, 10, 24);

/** Sends a wrong answer; returns after how many milliseconds the limiter allows it. */
function guess(guesses: GuessLimiter, address: string, now: number, phone = mac): number {
  const wait = guesses.wait(phone, address, now);
  if (wait === 0) guesses.wrong(phone, address, now);
  return wait;
}

/** The number of answers that the limiter allows, at this interval over this time. */
function looked(
  guesses: GuessLimiter,
  {
    every,
    during,
    from = (attempt: number) => `10.0.${attempt % 256}.1`,
  }: { every: number; during: number; from?: (attempt: number) => string },
): number {
  let count = 0;
  for (let at = 0, attempt = 0; at < during; at += every, attempt += 1) {
    if (guess(guesses, from(attempt), start + at) === 0) count += 1;
  }
  return count;
}

describe('an attacker who guesses the ID of a phone', () => {
  test('with one address gets 489 answers checked on the first day', () => {
    expect(looked(createGuessLimiter(), { every: 10 * seconds, during: day, from: () => '10.0.0.1' })).toBe(489);
  });

  test('with 256 addresses gets 1,469 answers checked on the first day', () => {
    expect(looked(createGuessLimiter(), { every: 10 * seconds, during: day })).toBe(1469);
  });

  test('learns how long to wait, and is refused one millisecond before', () => {
    const guesses = createGuessLimiter();
    for (let count = 0; count < 10; count += 1) expect(guess(guesses, '10.0.0.1', start)).toBe(0);
    expect(guess(guesses, '10.0.0.1', start)).toBe(3 * minutes);
    expect(guess(guesses, '10.0.0.1', start + 3 * minutes - 1)).toBe(1);
    expect(guess(guesses, '10.0.0.1', start + 3 * minutes)).toBe(0);
    expect(guess(guesses, '10.0.0.1', start + 3 * minutes)).toBe(3 * minutes);
  });

  test('gets ten of a hundred concurrent answers checked', () => {
    expect(looked(createGuessLimiter(), { every: 0.01, during: 1, from: () => '10.0.0.1' })).toBe(10);
  });

  test('gains nothing from wrong answers for 5,000 other phones', () => {
    const limit = { burst: 3, everyMs: 60_000, entries: 1000 };
    const guesses = createGuessLimiter(limit, limit);
    for (let count = 0; count < 3; count += 1) guess(guesses, '10.0.0.1', start);
    for (let other = 0; other < 5000; other += 1) guess(guesses, '10.0.0.1', start, `other ${other}`);
    expect(guess(guesses, '10.0.0.1', start)).toBe(minutes);
  });
});

describe('the true phone', () => {
  test('logs in at once while an attacker at another address guesses', () => {
    const guesses = createGuessLimiter();
    for (let at = 0; at < day; at += 10 * seconds) {
      guess(guesses, '10.0.0.1', start + at);
      if (at % hours === 0) {
        expect(guesses.wait(mac, '192.0.2.7', start + at)).toBe(0);
        guesses.right(mac, '192.0.2.7');
      }
    }
  });

  test('logs in at once from its last good address while 256 addresses guess', () => {
    const guesses = createGuessLimiter();
    expect(guesses.wait(mac, '192.0.2.7', start)).toBe(0);
    guesses.right(mac, '192.0.2.7');
    looked(guesses, { every: seconds, during: hours });
    const after = start + hours - 1;
    expect(guess(guesses, '192.0.2.8', after)).toBeGreaterThan(0);
    expect(guess(guesses, '192.0.2.7', after)).toBe(0);
  });

  test('behind the same address as an attacker logs in three minutes after the last guess', () => {
    const guesses = createGuessLimiter();
    looked(guesses, { every: seconds, during: hours, from: () => '192.0.2.7' });
    expect(guess(guesses, '192.0.2.7', start + hours + 3 * minutes)).toBe(0);
  });

  test('never waits while its answers are right', () => {
    const guesses = createGuessLimiter();
    for (let count = 0; count < 1000; count += 1) {
      expect(guesses.wait(mac, '192.0.2.7', start)).toBe(0);
      guesses.right(mac, '192.0.2.7');
    }
  });

  test('gets all its tokens back after a right answer', () => {
    const guesses = createGuessLimiter();
    for (let count = 0; count < 9; count += 1) guess(guesses, '192.0.2.7', start);
    expect(guesses.wait(mac, '192.0.2.7', start)).toBe(0);
    guesses.right(mac, '192.0.2.7');
    for (let count = 0; count < 10; count += 1) expect(guess(guesses, '192.0.2.7', start)).toBe(0);
    expect(guess(guesses, '192.0.2.7', start)).toBeGreaterThan(0);
  });
});
