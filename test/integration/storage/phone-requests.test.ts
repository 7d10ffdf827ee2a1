import type { PhoneRequest } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, backupOf, deregister, noon, register } from './phones.ts';

const secondsAfterNoon = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000);
const dayBefore = secondsAfterNoon(-24 * 3600);

const redirected = (mac: string, accountId: number, at = noon): PhoneRequest => ({
  mac,
  accountId,
  at,
  from: '192.0.2.7',
  outcome: 'redirected',
  url: 'http://provider.example/xml/a.xml',
});

const refused = (mac: string, accountId: number, at = noon): PhoneRequest => ({
  ...{ mac, accountId, at, from: '198.51.100.7', outcome: 'wrong_id' },
});

const never = { redirected: undefined, refused: undefined };

const unregistered = (mac: string, at = noon, network = '192.0.2.7') => ({ mac, at, from: '192.0.2.7', network });

const lastPage = { sort: 'mac', descending: false, offset: 0, limit: 10 } as const;

onEachDatabase(({ open }) => {
  describe('the last request of a phone', () => {
    test('is undefined until it asks, then the latest one of each kind', async () => {
      const storage = await open();
      const { accountId } = await addActor(storage, 'daryna');
      await register(storage, { accountId, channel: 'xmlrpc' }, [macOf(1), macOf(2)]);
      expect(await storage.registrations.find(accountId, macOf(1))).toMatchObject({ lastAsked: never });
      const wrong = { mac: macOf(1), accountId, at: secondsAfterNoon(5), from: '::1', outcome: 'wrong_id' } as const;
      await storage.phoneRequests.record([wrong, redirected(macOf(1), accountId)], []);
      await storage.phoneRequests.record([{ ...wrong, at: secondsAfterNoon(4), from: '::2' }], []);
      const right = { from: '192.0.2.7', outcome: 'redirected', url: 'http://provider.example/xml/a.xml' };
      const refused = { at: secondsAfterNoon(5), from: '::1', outcome: 'wrong_id' };
      const { lastAsked } = (await storage.registrations.find(accountId, macOf(1))) ?? {};
      expect(lastAsked).toEqual({ redirected: { at: noon, ...right }, refused });
      await storage.phoneRequests.record([redirected(macOf(1), accountId, secondsAfterNoon(6))], []);
      const { rows } = await storage.registrations.page(accountId, lastPage);
      expect(rows.map((row) => row.lastAsked)).toEqual([
        { redirected: { at: secondsAfterNoon(6), ...right }, refused },
        never,
      ]);
    });

    test('is not shown to the next account of the phone', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      await register(storage, daryna, [macOf(1)]);
      await storage.phoneRequests.record([redirected(macOf(1), daryna.accountId)], []);
      await deregister(storage, daryna, [macOf(1)]);
      await register(storage, stranger, [macOf(1)]);
      // The server had not written this one when the phone changed its account.
      await storage.phoneRequests.record([redirected(macOf(1), daryna.accountId, secondsAfterNoon(1))], []);
      expect(await storage.registrations.find(stranger.accountId, macOf(1))).toMatchObject({ lastAsked: never });
    });

    test('is part of a backup', async () => {
      const source = await open();
      const { accountId } = await addActor(source, 'daryna');
      await register(source, { accountId, channel: 'xmlrpc' }, [macOf(1), macOf(2)]);
      await source.phoneRequests.record(
        [redirected(macOf(1), accountId), refused(macOf(1), accountId), refused(macOf(2), accountId)],
        [unregistered(macOf(3))],
      );
      const target = await open();
      await target.restore(source.backup());
      expect(await backupOf(target)).toEqual(await backupOf(source));
      const restored = await target.accounts.find('daryna');
      expect(await target.registrations.find(restored?.id ?? 0, macOf(1))).toMatchObject({
        lastAsked: {
          redirected: { at: noon, from: '192.0.2.7', outcome: 'redirected', url: 'http://provider.example/xml/a.xml' },
          refused: { at: noon, from: '198.51.100.7', outcome: 'wrong_id' },
        },
      });
      // Unregistered phones, which are kept for a day, are not backed up.
      expect(await target.phoneRequests.unregistered(restored?.id ?? 0, dayBefore)).toEqual([]);
    });

    test('is counted by hour', async () => {
      const storage = await open();
      const { accountId } = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      await register(storage, { accountId, channel: 'xmlrpc' }, [1, 2, 3, 4, 6, 7].map(macOf));
      await register(storage, stranger, [macOf(5)]);
      await storage.phoneRequests.record(
        [
          redirected(macOf(1), accountId, secondsAfterNoon(1)),
          redirected(macOf(2), accountId, secondsAfterNoon(3599)),
          redirected(macOf(3), accountId, secondsAfterNoon(3600)),
          redirected(macOf(4), accountId, secondsAfterNoon(-25 * 3600)),
          redirected(macOf(5), stranger.accountId),
          // Counted as redirected.
          refused(macOf(3), accountId, secondsAfterNoon(7200)),
          refused(macOf(4), accountId, secondsAfterNoon(3601)),
          refused(macOf(6), accountId, secondsAfterNoon(7200)),
          refused(macOf(7), accountId, secondsAfterNoon(-25 * 3600)),
        ],
        [],
      );
      expect(await storage.phoneRequests.countByHour(accountId, dayBefore)).toEqual([
        { hour: noon, redirected: 2, refused: 0 },
        { hour: secondsAfterNoon(3600), redirected: 1, refused: 1 },
        { hour: secondsAfterNoon(7200), redirected: 0, refused: 1 },
      ]);
    });
  });

  describe('the phones that are not registered', () => {
    test('are the newest first, each once, and none that is registered now', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      await storage.phoneRequests.record([], [unregistered(macOf(1)), unregistered(macOf(2))]);
      await storage.phoneRequests.record([], [unregistered(macOf(3), secondsAfterNoon(1))]);
      await storage.phoneRequests.record([], [unregistered(macOf(1), secondsAfterNoon(2))]);
      const macs = async () =>
        (await storage.phoneRequests.unregistered(daryna.accountId, dayBefore)).map(({ mac }) => mac);
      expect(await macs()).toEqual([macOf(1), macOf(3), macOf(2)]);
      await register(storage, daryna, [macOf(3)]);
      expect(await macs()).toEqual([macOf(1), macOf(2)]);
    });

    test('are shown to the account in whose MAC ranges they are', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      await register(storage, daryna, ['7C2F80820EC0']);
      await register(storage, stranger, ['7C2F80300000']);
      const asked = ['7C2F80820000', '7C2F80820FFF', '7C2F80821000', '7C2F80300123'];
      await storage.phoneRequests.record(
        [],
        asked.map((mac) => unregistered(mac)),
      );
      const macsFor = async ({ accountId }: typeof daryna) =>
        (await storage.phoneRequests.unregistered(accountId, dayBefore)).map(({ mac }) => mac);
      expect(await macsFor(daryna)).toEqual(['7C2F80820000', '7C2F80820FFF']);
      expect(await macsFor(stranger)).toEqual(['7C2F80300123']);
    });

    test('are bounded in total, by network and by age', async () => {
      const storage = await open();
      const { accountId } = await addActor(storage, 'daryna');
      await storage.phoneRequests.record([], [unregistered(macOf(1), secondsAfterNoon(-24 * 3600 - 1))]);
      await storage.phoneRequests.record([], [unregistered(macOf(2), secondsAfterNoon(-1), 'office')]);
      const flood = (network: string, first: number) =>
        Array.from({ length: 500 }, (_, index) => unregistered(macOf(first + index), noon, network));
      await storage.phoneRequests.record([], flood('attacker', 1000));
      const found = await storage.phoneRequests.unregistered(accountId, new Date(0));
      expect(found).toHaveLength(101);
      expect(found.map(({ mac }) => mac)).toContain(macOf(2));
      expect(found.map(({ mac }) => mac)).not.toContain(macOf(1));
      for (let network = 0; network < 25; network++) {
        await storage.phoneRequests.record([], flood(`network ${network}`, 10_000 + network * 500));
      }
      expect(await storage.phoneRequests.unregistered(accountId, new Date(0))).toHaveLength(2000);
    });
  });
});
