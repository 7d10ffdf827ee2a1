// copied by npm run generate:constructs from the folder of the same name in constructs/
import { AssertionError } from 'node:assert';
import type { IConstruct } from 'constructs';
import type { RedirectUrl } from '../sites/index.ts';
import { problemsOf } from './problems.ts';
import { type Registration, registrationsOf } from './registrations.ts';
import { parseMacId } from '#autoprov';

/** The target that a test expects; what is missing may have any value. */
export interface ExpectedTarget {
  readonly url?: RedirectUrl | string;
  readonly providerName?: string;
}

/** Expectations of the phones that a construct declares. Each returns the object again, so that they can be chained. */
export interface FleetExpectation {
  /**
   * Expects that the phone is registered, with this target.
   *
   * @param mac in any notation, with or without an ID
   * @throws AssertionError
   */
  toRegister(mac: string, target?: ExpectedTarget): FleetExpectation;
  /** Expects that the phone is not registered. @throws AssertionError */
  notToRegister(mac: string): FleetExpectation;
  /** Expects this number of phones. @throws AssertionError */
  toHaveSize(size: number): FleetExpectation;
  /** Expects that the synth succeeds: no mistakes in files, no broken rules. @throws AssertionError */
  toBeValid(): FleetExpectation;
  /** Expects that the synth fails with a message that matches. @throws AssertionError */
  toBeRejected(message: RegExp): FleetExpectation;
}

/**
 * Starts expectations of the phones in a stack, a site or a fleet. They throw an AssertionError of Node.js, which every test
 * runner shows: jest, vitest and node:test.
 *
 * ```ts
 * expectFleet(stack).toBeValid().toHaveSize(12).toRegister('7C2F80820EC0', { providerName: 'Daryna' });
 * ```
 */
export function expectFleet(scope: IConstruct): FleetExpectation {
  const find = (mac: string): Registration | undefined => {
    const wanted = macOf(mac);
    return registrationsOf(scope).find((registration) => registration.mac === wanted);
  };

  function toRegister(mac: string, { url, providerName }: ExpectedTarget = {}): FleetExpectation {
    const actual = find(mac);
    const expected = {
      mac: macOf(mac),
      url: url?.toString() ?? actual?.url,
      providerName: providerName ?? actual?.providerName,
    };
    if (actual === undefined) fail(toRegister, `No phone ${macOf(mac)} is declared.`, { actual, expected });
    if (actual.url !== expected.url || actual.providerName !== expected.providerName) {
      const message = `${actual.mac} is registered with ${actual.url} (${actual.providerName}).`;
      fail(toRegister, message, { actual, expected });
    }
    return expectation;
  }

  function notToRegister(mac: string): FleetExpectation {
    const actual = find(mac);
    if (actual !== undefined) fail(notToRegister, `${actual.mac} is declared.`, { actual, expected: undefined });
    return expectation;
  }

  function toHaveSize(expected: number): FleetExpectation {
    const actual = registrationsOf(scope).length;
    if (actual !== expected) {
      const phones = actual === 1 ? '1 phone is' : `${actual} phones are`;
      fail(toHaveSize, `${phones} declared instead of ${expected}.`, { actual, expected });
    }
    return expectation;
  }

  function toBeValid(): FleetExpectation {
    const problems = problemsOf(scope);
    if (problems.length > 0)
      fail(toBeValid, `The synth fails:\n${problems.join('\n')}`, { actual: problems, expected: [] });
    return expectation;
  }

  function toBeRejected(message: RegExp): FleetExpectation {
    const problems = problemsOf(scope);
    if (problems.some((problem) => message.test(problem))) return expectation;
    const all = problems.length === 0 ? 'The synth succeeds.' : `The synth fails with:\n${problems.join('\n')}`;
    return fail(toBeRejected, `${all}\nNothing matches ${String(message)}.`, { actual: problems, expected: message });
  }

  const expectation: FleetExpectation = { toRegister, notToRegister, toHaveSize, toBeValid, toBeRejected };
  return expectation;
}

/** Fails a test; the stack trace begins where the test calls the assertion. */
function fail(
  assertion: (...args: never[]) => unknown,
  message: string,
  values: { readonly actual: unknown; readonly expected: unknown },
): never {
  throw new AssertionError({ ...values, message, operator: assertion.name, stackStartFn: assertion });
}

/** @throws Error if a test names no MAC */
function macOf(text: string): string {
  const parsed = parseMacId(text);
  if (!parsed.ok) throw new Error(parsed.problems.join(' '));
  return parsed.value.mac;
}
