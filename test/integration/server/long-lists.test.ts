import { macOf, macRange } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { listRows, nodePeer } from './peers.ts';

// Lists longer than a slice that the server processes at once.
const length = 12_000;
const macIds = macRange(length).map((mac) => `${mac}-55DF`);

/** The exceptional answers by their positions. */
const others = (answers: readonly unknown[], most: string): Readonly<Record<number, unknown>> =>
  Object.fromEntries([...answers.entries()].filter(([, answer]) => answer !== most));

onEachDatabase(({ start }) => {
  test('answers each phone of a long list at its position', async () => {
    const server = await start();
    const peer = nodePeer(server);
    const call = async (method: string, list: readonly string[], ...more: readonly string[]) => {
      const answer = await peer.call(method, list, ...more);
      if (!('value' in answer) || !Array.isArray(answer.value)) throw new Error('this is no answer to a list');
      const [flag, ...answers]: readonly unknown[] = answer.value;
      return { flag, answers };
    };

    const registering = macIds.with(6000, 'kitchen').with(11_999, `${macOf(7)}-55DF`);
    const registered = await call('registerDeviceList', registering, 'http://provider.example/', 'Daryna');
    expect(registered.flag).toBe(false);
    expect(registered.answers).toHaveLength(length);
    expect(others(registered.answers, 'OK: password')).toEqual({
      6000: 'mac_invalid:kitchen',
      11_999: `mac_already_in_use:${macOf(7)}`,
    });
    expect(await listRows(peer)).toHaveLength(length - 2);

    const leaving = macIds
      .with(5001, `${macOf(5001)}-0000`)
      .with(6000, 'kitchen')
      .with(11_999, `${macOf(7)}-55DF`);
    const left = await call('deregisterDeviceList', leaving);
    expect(left.flag).toBe(false);
    expect(left.answers).toHaveLength(length);
    expect(others(left.answers, 'OK')).toEqual({
      5001: `mac_invalid:${macOf(5001)}`,
      6000: 'mac_invalid:kitchen',
      11_999: `mac_not_found:${macOf(7)}`,
    });
    expect(await listRows(peer)).toEqual([expect.arrayContaining([macOf(5001)])]);
    await server.stop();
  });
});
