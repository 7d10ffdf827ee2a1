import {
  type RegistrationService,
  formatDate,
  type DeregisterOutcome,
  type RegisterOutcome,
} from '../registrations/index.ts';
import type { Actor } from '../storage/index.ts';
import { deregistered, outcomeTexts, refusalText, registered, tally } from './answers.ts';
import { type Parameter, readParameters, readStrings } from './parameters.ts';
import { type Method, methods } from '#autoprov';
import type { XmlRpcValue } from '#xmlrpc';

/** The dependencies of the methods. */
export interface Service {
  readonly registrationService: RegistrationService;
}

/** An answer: an array, whole or in pages if it is long. */
export type Answer = (
  | { readonly kind: 'value'; readonly value: readonly XmlRpcValue[] }
  | {
      readonly kind: 'pages';
      readonly pages: Iterable<readonly XmlRpcValue[]> | AsyncIterable<readonly XmlRpcValue[]>;
    }
) & {
  /** The number of phones per answer, if the method tells. */
  readonly answers?: Readonly<Record<string, number>>;
  /** The DATE of the registration, sent in a header because the answer has no field for it. */
  readonly registeredAt?: string;
};

/** Executes a call of a provisioner. @throws Fault if the parameters are invalid */
export type Handler = (service: Service, actor: Actor, params: readonly XmlRpcValue[]) => Promise<Answer>;

const macId = { name: 'MAC-ID', kind: 'string' } satisfies Parameter;
const macIds = { name: 'MAC-IDs', kind: 'strings' } satisfies Parameter;
const url = { name: 'URL', kind: 'string' } satisfies Parameter;
const providerName = { name: 'provider name', kind: 'string' } satisfies Parameter;

/** The six methods of the redirect service and their answers, as in the vendor's manual. */
export const handlers: Readonly<Record<Method, Handler>> = {
  [methods.registerDevice]: async ({ registrationService }, actor, params) => {
    const given = readParameters(methods.registerDevice, [macId, url, providerName], params);
    return registration(
      await registrationService.register(actor, [given.string(0)], {
        url: given.string(1),
        providerName: given.string(2),
      }),
    );
  },

  [methods.registerDeviceList]: async ({ registrationService }, actor, params) => {
    const given = readParameters(methods.registerDeviceList, [macIds, url, providerName], params);
    return registration(
      await registrationService.register(actor, given.strings(0), {
        url: given.string(1),
        providerName: given.string(2),
      }),
    );
  },

  [methods.deregisterDevice]: async ({ registrationService }, actor, params) => {
    const given = readParameters(methods.deregisterDevice, [macId], params);
    return flagged(await registrationService.deregister(actor, [given.string(0)]), deregistered);
  },

  [methods.deregisterDeviceList]: async ({ registrationService }, actor, params) => {
    const given = readParameters(methods.deregisterDeviceList, [macIds], params);
    return flagged(await registrationService.deregister(actor, given.strings(0)), deregistered);
  },

  [methods.listDevices]: ({ registrationService }, { accountId }, params) => {
    const names = readStrings(methods.listDevices, 'provider names', params);
    return Promise.resolve({ kind: 'pages', pages: listPhones(registrationService, accountId, names) });
  },

  [methods.checkDevice]: async ({ registrationService }, actor, params) => {
    const given = readParameters(methods.checkDevice, [macId], params);
    const found = await registrationService.check(actor, given.string(0));
    if (!found.ok) {
      const { refusal } = found;
      return { kind: 'value', value: [false, refusalText(refusal)], answers: { [refusal.code]: 1 } };
    }
    const { mac, providerName: name, registeredAt, url: target } = found.registration;
    return { kind: 'value', value: [true, mac, name, formatDate(registeredAt), target], answers: { OK: 1 } };
  },
};

/** A longer list is answered in pages, so that its whole answer is never in memory. */
const MAX_WHOLE_ANSWER = 1000;

/** `[flag, s1, s2 … sn]`; the flag is true only if all succeeded. */
function flagged(outcomes: readonly DeregisterOutcome[], done: string): Answer {
  const flag = outcomes.every(({ ok }) => ok);
  const answers = tally(outcomes);
  const pages = outcomeTexts(outcomes, done);
  if (outcomes.length > MAX_WHOLE_ANSWER) return { kind: 'pages', pages: flagFirst(flag, pages), answers };
  return { kind: 'value', value: [flag, ...[...pages].flat()], answers };
}

function* flagFirst(flag: boolean, pages: Iterable<readonly string[]>): Generator<readonly XmlRpcValue[]> {
  yield [flag];
  yield* pages;
}

/** All phones of a call get the same date. */
function registration(outcomes: readonly RegisterOutcome[]): Answer {
  const done = outcomes.find(({ ok }) => ok);
  return { ...flagged(outcomes, registered), ...(done?.ok && { registeredAt: formatDate(done.registeredAt) }) };
}

/** `[MAC, NAME, URL, DATE]` for each phone, sorted by MAC. */
export async function* listPhones(
  registrations: Pick<RegistrationService, 'list'>,
  accountId: number,
  names: readonly string[],
): AsyncGenerator<readonly XmlRpcValue[]> {
  const dateOf = createDateFormatter();
  for await (const page of registrations.list(accountId, names.length === 0 ? undefined : names)) {
    yield page.map((row) => [row.mac, row.providerName, row.url, dateOf(row.registeredAt)]);
  }
}

/** Formats dates and caches the last one, because phones that were registered in one list share their date. */
function createDateFormatter(): (date: Date) => string {
  let last = Number.NaN;
  let text = '';
  return (date) => {
    if (date.getTime() !== last) {
      last = date.getTime();
      text = formatDate(date);
    }
    return text;
  };
}
