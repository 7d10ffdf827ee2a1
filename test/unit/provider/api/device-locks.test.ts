import { deviceLocks } from '../../../../provider/api/device-locks.ts';

const reception = '7C2F80820EC0';
const kitchen = '7C2F80208295';

test('serialises work on one phone in order of arrival, despite failures', async () => {
  const ledger = deviceLocks();
  const steps: string[] = [];
  const work =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  const create = ledger.alone(reception, work('create', true));
  const remove = ledger.alone(reception, work('remove'));
  await expect(create).rejects.toThrow('create');
  await remove;
  expect(steps).toEqual(['create begins', 'create ends', 'remove begins', 'remove ends']);
});

test('does not wait for other phones', async () => {
  const ledger = deviceLocks();
  let release = (): void => undefined;
  const slow = ledger.alone(reception, () => new Promise<void>((resolve) => (release = resolve)));
  expect(await ledger.alone(kitchen, () => Promise.resolve('done'))).toBe('done');
  release();
  await slow;
});

test('a claim applies to one phone during one apply', () => {
  const ledger = deviceLocks();
  ledger.claim(reception);
  expect([ledger.isClaimed(reception), ledger.isClaimed(kitchen)]).toEqual([true, false]);
  expect(deviceLocks().isClaimed(reception)).toBe(false);
});
