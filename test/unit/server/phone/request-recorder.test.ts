import { setImmediate } from 'node:timers/promises';
import { createPhoneRequestRecorder } from '../../../../server/phone/index.ts';
import {
  type PhoneRequest,
  type PhoneRequestStore,
  StorageUnavailableError,
} from '../../../../server/storage/index.ts';
import { macOf } from '../../../support/phones.ts';

const noon = new Date('2026-11-24T12:00:00Z');
const phone = (number: number, url = 'http://provider.example/%MACD.xml') => ({
  mac: macOf(number),
  accountId: 1,
  url,
});
const asked = { path: '/device/42/2/master.bin', from: '192.0.2.7' };

/** A recorder with a clock that the test moves, and a store that can fail. */
function world(placeholders: 'expand' | 'keep' = 'expand') {
  const batches: Parameters<PhoneRequestStore['record']>[] = [];
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const failures: unknown[] = [];
  const state = { ms: 0, isDown: false };
  const recorder = createPhoneRequestRecorder({
    store: {
      record: (...batch) => {
        if (state.isDown) return Promise.reject(new StorageUnavailableError('the database is locked'));
        batches.push(batch);
        return Promise.resolve();
      },
    },
    placeholders,
    onFailure: (error) => failures.push(error),
    now: () => new Date(noon.getTime() + state.ms),
    after: (ms, run) => {
      const timer = { at: state.ms + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  return {
    recorder,
    batches,
    failures,
    state,
    /** The registered phones of the last write. */
    written: (): readonly PhoneRequest[] => batches.at(-1)?.[0] ?? [],
    pass: async (ms: number) => {
      for (const end = state.ms + ms; ;) {
        await setImmediate();
        const [next] = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (next === undefined) {
          state.ms = end;
          return;
        }
        timers.splice(timers.indexOf(next), 1);
        state.ms = next.at;
        next.run();
      }
    },
  };
}

describe('the recorder of phone requests', () => {
  test('writes the URL that the phone was told, with its time and address', async () => {
    const { recorder, written, pass } = world();
    recorder.registered(phone(1, 'http://provider.example/%DVID/%MACD.xml'), asked);
    await pass(0);
    const url = `http://provider.example/42/2/${macOf(1)}.xml`;
    expect(written()).toEqual([
      { mac: macOf(1), accountId: 1, at: noon, from: '192.0.2.7', outcome: 'redirected', url },
    ]);
  });

  test('tells a path without a model and wrong IDs apart', async () => {
    const { recorder, written, pass } = world();
    recorder.registered(phone(1, 'http://provider.example/%DVID'), { ...asked, path: '/device/master.bin' });
    recorder.registered(phone(2), { ...asked, path: '/device/master.bin' });
    recorder.registered(phone(3), { ...asked, refusal: 'wrong_id' });
    recorder.registered(phone(4), { ...asked, refusal: 'too_many_wrong_ids' });
    await pass(0);
    expect(written().map(({ outcome, url }) => [outcome, url])).toEqual([
      ['model_unknown', 'http://provider.example/%DVID'],
      ['redirected', `http://provider.example/${macOf(2)}.xml`],
      ['wrong_id', undefined],
      ['too_many_wrong_ids', undefined],
    ]);
  });

  test('leaves the placeholders to the phone if the server does', async () => {
    const { recorder, written, pass } = world('keep');
    recorder.registered(phone(1, 'http://provider.example/%DVID/%MACD.xml'), { ...asked, path: '/' });
    await pass(0);
    expect(written()).toMatchObject([{ outcome: 'redirected', url: 'http://provider.example/%DVID/%MACD.xml' }]);
  });

  test('keeps the last redirected request apart from the last refused one', async () => {
    const { recorder, written, pass } = world();
    recorder.registered(phone(1), asked);
    recorder.registered(phone(1), { ...asked, from: '198.51.100.1', refusal: 'wrong_id' });
    recorder.registered(phone(1), { ...asked, from: '198.51.100.2', refusal: 'too_many_wrong_ids' });
    await recorder.stop();
    expect(written().map(({ outcome, from }) => [outcome, from])).toEqual([
      ['redirected', '192.0.2.7'],
      ['too_many_wrong_ids', '198.51.100.2'],
    ]);
    await pass(0);
  });

  test('drops no redirected phone however many wrong IDs are sent', async () => {
    const { recorder, batches } = world();
    for (let number = 0; number < 20_000; number++)
      recorder.registered(phone(number), { ...asked, refusal: 'wrong_id' });
    recorder.registered(phone(30_000), asked);
    await recorder.stop();
    const [requests = []] = batches.at(-1) ?? [];
    expect(requests).toHaveLength(10_001);
    expect(requests[0]).toMatchObject({ mac: macOf(30_000), outcome: 'redirected' });
  });

  test('writes once a second, the last request of each phone', async () => {
    const { recorder, batches, written, pass } = world();
    for (let tenth = 0; tenth < 50; tenth++) {
      recorder.registered(phone(1), asked);
      recorder.registered(phone(2 + (tenth % 3)), asked);
      await pass(100);
    }
    // The first one at once, and then one at the end of each second.
    expect(batches).toHaveLength(6);
    expect(written()).toHaveLength(4);
    expect(written()[0]).toMatchObject({ mac: macOf(1), at: new Date(noon.getTime() + 4900) });
    await pass(60_000);
    expect(batches).toHaveLength(6);
  });

  test('writes again what could not be written, unless the phone has asked again', async () => {
    const { recorder, state, failures, written, pass } = world();
    state.isDown = true;
    recorder.registered(phone(1), asked);
    recorder.registered(phone(2), asked);
    recorder.unregistered(macOf(3), '192.0.2.7');
    await pass(500);
    recorder.registered(phone(2), { ...asked, refusal: 'wrong_id' });
    await pass(5000);
    expect(failures).toHaveLength(1);
    state.isDown = false;
    await pass(1000);
    expect(written().map(({ mac, outcome }) => [mac, outcome])).toEqual([
      [macOf(1), 'redirected'],
      [macOf(2), 'redirected'],
      [macOf(2), 'wrong_id'],
    ]);
  });

  test('keeps a bounded number of phones, and a few of each network that are not registered', async () => {
    const { recorder, batches } = world();
    for (let number = 0; number < 20_000; number++) {
      recorder.registered(phone(number), asked);
      recorder.unregistered(macOf(number), '192.0.2.7');
      recorder.unregistered(macOf(100_000 + number), `198.51.${number >> 8}.${number & 255}`);
    }
    await recorder.stop();
    const [registered, unregistered] = batches.at(-1) ?? [[], []];
    expect(registered).toHaveLength(10_000);
    expect(unregistered).toHaveLength(1000);
    expect(unregistered.filter(({ network }) => network === '192.0.2.7')).toHaveLength(100);
  });

  test('writes the rest when it stops, and nothing more', async () => {
    const { recorder, batches, pass } = world();
    recorder.registered(phone(1), asked);
    await pass(10);
    recorder.registered(phone(2), asked);
    await recorder.stop();
    expect(batches).toHaveLength(2);
    recorder.registered(phone(3), asked);
    await pass(60_000);
    expect(batches).toHaveLength(2);
  });

  test('waits for a running write when it stops, then writes the rest', async () => {
    const running = Promise.withResolvers<undefined>();
    const batches: (readonly string[])[] = [];
    const recorder = createPhoneRequestRecorder({
      store: {
        record: async (requests) => {
          batches.push(requests.map(({ mac }) => mac));
          if (batches.length === 1) await running.promise;
        },
      },
      placeholders: 'expand',
      onFailure: (error) => {
        throw error;
      },
      after: (ms, run) => {
        if (ms === 0) run();
        return () => undefined;
      },
    });
    recorder.registered(phone(1), asked);
    recorder.registered(phone(2), asked);
    const stopped = recorder.stop();
    await setImmediate();
    expect(batches).toEqual([[macOf(1)]]);
    running.resolve(undefined);
    await stopped;
    expect(batches).toEqual([[macOf(1)], [macOf(2)]]);
  });
});
