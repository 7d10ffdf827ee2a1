import fc from 'fast-check';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, all, macsOf, noon, phone, withId } from './phones.ts';

// Compares both databases with the simplest possible registry: they give the same answers to any requests of two accounts,
// in any lists, and have the same registrations afterwards.
interface Registered {
  readonly account: number;
  readonly id: string;
  readonly providerName: string;
}
type Model = Map<string, Registered>;

interface Step {
  readonly kind: 'register' | 'deregister' | 'check';
  readonly account: number;
  readonly phones: readonly { readonly number: number; readonly id: string }[];
  readonly providerName: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('register', 'register', 'deregister', 'check'),
  account: fc.constantFrom(0, 1),
  // Few phones and few IDs, so that lists overlap and repeat phones.
  phones: fc.array(fc.record({ number: fc.nat(7), id: fc.constantFrom('AAAA', 'BBBB') }), { maxLength: 6 }),
  providerName: fc.constantFrom('Ann', 'Bob'),
});

const urlOf = (providerName: string): string => `http://${providerName}.example`;

function registerInModel(model: Model, { account, phones, providerName }: Step, mac: (number: number) => string) {
  return phones.map(({ number, id }) => {
    if (model.has(mac(number))) return 'in_use';
    model.set(mac(number), { account, id, providerName });
    return 'registered';
  });
}

function deregisterInModel(model: Model, { account, phones }: Step, mac: (number: number) => string) {
  return phones.map(({ number, id }) => {
    const registered = model.get(mac(number));
    if (registered?.account !== account) return 'not_found';
    if (registered.id !== id) return 'wrong_id';
    model.delete(mac(number));
    return 'deregistered';
  });
}

onEachDatabase(({ open }) => {
  test('random requests of two accounts are answered as by a simple registry', async () => {
    const storage = await open();
    const { registrations } = storage;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const model: Model = new Map();
        const first = run++ * 8;
        const mac = (number: number): string => macOf(first + number);
        const actors = [await addActor(storage, `first of ${first}`), await addActor(storage, `second of ${first}`)];
        const actorOf = (account: number) => actors[account] ?? { accountId: -1, channel: 'xmlrpc' as const };
        for (const asked of steps) {
          const actor = actorOf(asked.account);
          if (asked.kind === 'register') {
            const phones = asked.phones.map(({ number, id }) => phone(mac(number), id));
            const { providerName } = asked;
            const target = { url: urlOf(providerName), providerName, registeredAt: noon };
            const outcomes = await registrations.register(actor, { ...target, phones });
            expect(outcomes).toEqual(registerInModel(model, asked, mac));
          } else if (asked.kind === 'deregister') {
            const phones = asked.phones.map(({ number, id }) => withId(mac(number), id));
            const outcomes = await registrations.deregister(actor, { at: noon, phones });
            expect(outcomes).toEqual(deregisterInModel(model, asked, mac));
          } else {
            for (const { number } of asked.phones) {
              const registered = model.get(mac(number));
              const own = registered?.account === asked.account ? registered.providerName : undefined;
              expect((await registrations.find(actor.accountId, mac(number)))?.providerName).toBe(own);
              expect((await registrations.findForPhone(mac(number)))?.url).toBe(
                registered && urlOf(registered.providerName),
              );
            }
          }
        }
        for (const account of [0, 1]) {
          const own = [...model].filter(([, registered]) => registered.account === account).sort();
          const { accountId } = actorOf(account);
          expect(await macsOf(storage, actorOf(account))).toEqual(own.map(([registeredMac]) => registeredMac));
          const ofAnn = await all(registrations.list(accountId, ['Ann']));
          expect(ofAnn.map((row) => row.mac)).toEqual(
            own.filter(([, { providerName }]) => providerName === 'Ann').map(([registeredMac]) => registeredMac),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
