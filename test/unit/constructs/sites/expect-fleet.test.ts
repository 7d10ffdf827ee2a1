import { AssertionError } from 'node:assert';
import { Device, DeviceList, Fleet, GigasetProvider, Phones } from 'gigaset-redirect/cdktn';
import { expectFleet } from 'gigaset-redirect/cdktn/testing';
import { macIdOf, macOf } from '../../../support/phones.ts';
import { newStack, target } from './stacks.ts';

/** A stack with four phones: two in a fleet, one of its own, and one in a list. */
function newExpectation(): ReturnType<typeof expectFleet> {
  const stack = newStack();
  new GigasetProvider(stack, 'gigaset');
  new Fleet(stack, 'fleet', { ...target, phones: Phones.of([{ macId: macIdOf(1) }, { macId: macIdOf(2) }]) });
  new Device(stack, 'device', { ...target, macId: macIdOf(3) });
  new DeviceList(stack, 'list', { ...target, devices: `mac_id,provider_name\n${macIdOf(4)},Olena\n` });
  return expectFleet(stack);
}

test('finds phones of fleets, single resources and lists', () => {
  newExpectation()
    .toBeValid()
    .toHaveSize(4)
    .toRegister(macOf(1), target)
    .toRegister(macIdOf(2).toLowerCase())
    .toRegister(macOf(3), { url: target.url })
    .toRegister(macOf(4), { providerName: 'Olena' })
    .notToRegister(macOf(5));
});

test.each<[string, (expectation: ReturnType<typeof expectFleet>) => unknown, RegExp]>([
  ['a missing phone', (expectation) => expectation.toRegister(macOf(5)), /No phone .* is declared/],
  ['another URL', (it) => it.toRegister(macOf(1), { url: 'https://other.example/' }), /is registered with https:/],
  ['another name', (it) => it.toRegister(macOf(1), { providerName: 'Olena' }), /\(Daryna\)/],
  ['an unexpected phone', (it) => it.notToRegister(macOf(1)), /is declared/],
  ['another size', (it) => it.toHaveSize(3), /4 phones are declared instead of 3\./],
  ['a valid stack', (it) => it.toBeRejected(/./), /The synth succeeds/],
])('reports %s as an assertion that failed in the test', (_, expectation, message) => {
  const it = newExpectation();
  const error = caught(() => expectation(it));
  // The first frame in TypeScript is in this file.
  expect(error).toMatchObject({
    message: expect.stringMatching(message),
    stack: expect.stringMatching(/^(?:(?!\.ts:).)*expect-fleet\.test\.ts:/s),
  });
});

test('an expectation without a MAC is a mistake in the test', () => {
  expect(() => newExpectation().toRegister('reception')).toThrow(/is not a MAC-ID/);
});

function caught(work: () => unknown): AssertionError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
  return undefined;
}
