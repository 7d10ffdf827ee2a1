import type { CallContext } from '../../../../provider/api/attempt.ts';
import { check } from '../../../../provider/api/lookup.ts';
import { readFailures } from '../../../../provider/api/read-failures.ts';
import { macOf } from '../../../support/phones.ts';
import { context, fakeApi } from './fake-api.ts';
import { fakeClock, settled } from './fake-clock.ts';
import type { AutoprovClient } from '#autoprov';

type CheckAnswer = Awaited<ReturnType<AutoprovClient['checkDevice']>>;

/** A caller whose log and warnings are kept. */
function listening() {
  const log: string[] = [];
  const warnings: string[] = [];
  const calling: CallContext = {
    ...context,
    log: { ...context.log, warn: (message) => void log.push(message) },
    warn: ({ detail }) => void warnings.push(detail ?? ''),
  };
  return { calling, log, warnings };
}

test.each([
  [9_000, 0],
  [43_000, 1],
])('for an answer after %d ms, the log and the user get %d warnings', async (ms, times) => {
  const answer = Promise.withResolvers<CheckAnswer>();
  const api = fakeApi({ checkDevice: () => answer.promise });
  const { calling, log, warnings } = listening();
  const checked = check(api, { mac: macOf(1) }, calling);
  await api.clock.advance(ms);
  expect(log).toHaveLength(times);
  answer.resolve({ ok: false, refusal: { code: 'mac_not_found', value: macOf(1) } });
  await checked;
  expect(warnings).toEqual(times === 0 ? [] : [expect.stringMatching(/^autoprov\.checkDevice took 43 s/)]);
});

test('the first failed read reports those that fail until no more come', async () => {
  const clock = fakeClock();
  const failures = readFailures(clock);
  const { signal } = context;
  const first = failures.add({ count: 1, macs: [macOf(1)] }, 'refused', signal);
  await clock.advance(200);
  expect(await failures.add({ count: 40, macs: [macOf(2)] }, 'refused', signal)).toBeUndefined();
  expect(await failures.add({ count: 2, macs: [macOf(3)] }, undefined, signal)).toBeUndefined();
  await clock.advance(200);
  expect(failures.isReported).toBe(false);
  await clock.advance(600);
  expect(await first).toEqual({ count: 43, macs: [macOf(1), macOf(2), macOf(3)], others: new Map() });
  expect(failures).toMatchObject({ hasFailed: true, isReported: true });
});

test('the report tells apart the reads that failed for another reason', async () => {
  const clock = fakeClock();
  const failures = readFailures(clock);
  const { signal } = context;
  const first = failures.add({ count: 1, macs: [macOf(1)] }, 'refused', signal);
  await failures.add({ count: 1, macs: [macOf(2)] }, 'HTTP 503', signal);
  await failures.add({ count: 1, macs: [macOf(3)] }, 'HTTP 503', signal);
  await clock.advance(2_000);
  const others = new Map([['HTTP 503', { count: 2, macs: [macOf(2), macOf(3)] }]]);
  expect(await first).toEqual({ count: 3, macs: [macOf(1), macOf(2), macOf(3)], others });
});

test('an interrupt ends the wait for further failures', async () => {
  const interrupt = new AbortController();
  const first = readFailures(fakeClock()).add({ count: 1, macs: [macOf(1)] }, 'refused', interrupt.signal);
  await settled();
  interrupt.abort();
  expect(await first).toMatchObject({ count: 1, macs: [macOf(1)] });
});
