import { deviceLocks } from '../../../../provider/api/device-locks.ts';

const reception = '7C2F80820EC0';
const kitchen = '7C2F80208295';

test('serialises work on one phone in order of arrival, despite failures', async () => {
  const locks = deviceLocks();
  const steps: string[] = [];
  const work =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  const create = locks.withLock([reception], work('create', true));
  const remove = locks.withLock([reception], work('remove'));
  await expect(create).rejects.toThrow('create');
  await remove;
  expect(steps).toEqual(['create begins', 'create ends', 'remove begins', 'remove ends']);
});

test('does not wait for other phones', async () => {
  const locks = deviceLocks();
  let release = (): void => undefined;
  const slow = locks.withLock([reception], () => new Promise<void>((resolve) => (release = resolve)));
  expect(await locks.withLock([kitchen], () => Promise.resolve('done'))).toBe('done');
  release();
  await slow;
});

test('a claim applies to one phone during one apply', () => {
  const locks = deviceLocks();
  locks.claim(reception);
  expect([locks.isClaimed(reception), locks.isClaimed(kitchen)]).toEqual([true, false]);
  expect(deviceLocks().isClaimed(reception)).toBe(false);
});
