import { secretsOf } from '../diagnostics/conceal.ts';
import { attempt, type Attempt, type Calling, type Method } from './attempt.ts';
import { asFailure, carryThrough, type CallFailed } from './carry-through.ts';
import type { Line } from './line.ts';
import { lookUp } from './look-up.ts';
import { isAt } from './phone-calls.ts';
import { isAboutTheList, refusedUnread } from './retry.ts';
import type { Target } from './target.ts';
import { type CallOptions, type DeregisterAnswer, type RegisterAnswer, type Registration } from '#autoprov';

// Calls for many phones, each carried through to a certain outcome for each phone: after an answer that was lost the
// server is asked what became of it, and only what is missing is sent again.

/** Phones that are to be registered with the same. */
export interface ListTarget extends Pick<Target, 'url' | 'providerName'> {
  readonly macIds: readonly string[];
}

/** What became of the phones of a list. */
export interface ListAnswer {
  /** One a phone, in their order; undefined where no answer came. */
  readonly answers: readonly (DeregisterAnswer | undefined)[];
  /** Why there are phones without an answer. Those were not changed, or nobody knows (`doubt`). */
  readonly failure: CallFailed | undefined;
}

/** Registers phones that are not registered. */
export function registerDeviceList(line: Line, target: ListTarget, calling: Calling): Promise<ListAnswer> {
  const { url, providerName } = target;
  return carryList<RegisterAnswer>(line, calling, target.macIds, {
    one: 'registerDevice',
    several: 'registerDeviceList',
    secrets: secretsOf({ url }),
    sendOne: (macId, options) => line.client.registerDevice(macId, url, providerName, options),
    sendSeveral: (macIds, options) => line.client.registerDeviceList(macIds, url, providerName, options),
    // A DATE beside the answer is of what was registered.
    isSure: (answer) => answer.date !== undefined,
    names: [providerName],
    done: (registration) => isAt(registration, target),
  });
}

/** Deregisters phones by their MACs; those that are not registered count as done. */
export async function deregisterDeviceList(line: Line, macs: readonly string[], calling: Calling): Promise<ListAnswer> {
  const { answers, failure } = await carryList<DeregisterAnswer>(line, calling, macs, {
    one: 'deregisterDevice',
    several: 'deregisterDeviceList',
    secrets: [],
    sendOne: (mac, options) => line.client.deregisterDevice(mac, options),
    sendSeveral: (all, options) => line.client.deregisterDeviceList(all, options),
    isSure: () => false,
    names: [],
    done: (registration) => registration === undefined,
  });
  return {
    failure,
    answers: answers.map((answer) =>
      answer?.ok === false && answer.refusal.code === 'mac_not_found' ? { ok: true } : answer,
    ),
  };
}

interface ListCall<Answer extends DeregisterAnswer> {
  readonly one: Method;
  readonly several: Method;
  readonly secrets: readonly string[];
  sendOne(macId: string, options: CallOptions): Promise<Answer>;
  sendSeveral(macIds: readonly string[], options: CallOptions): Promise<readonly Answer[]>;
  /** True where an OK beside refusals is to be believed. */
  isSure(answer: Extract<Answer, { readonly ok: true }>): boolean;
  /** The provider names under which the phones are found. */
  readonly names: readonly string[];
  /** Whether a registration, or its absence, is what was asked for. */
  done(registration: Registration | undefined): boolean;
}

async function carryList<Answer extends DeregisterAnswer>(
  line: Line,
  calling: Calling,
  macIds: readonly string[],
  call: ListCall<Answer>,
): Promise<ListAnswer> {
  if (macIds.length === 0) return { answers: [], failure: undefined };
  const answers = new Array<DeregisterAnswer | undefined>(macIds.length).fill(undefined);
  /** Phones without an answer, by their place. */
  let open = macIds.map((_, place) => place);
  const settle = (place: number, answer: DeregisterAnswer): void => void (answers[place] = answer);
  const stillOpen = (): readonly number[] => (open = open.filter((place) => answers[place] === undefined));

  /** Settles those that are as they should be. */
  const ask = async (places: readonly number[], asking: Calling): Promise<void> => {
    const macs = places.map((place) => macOf(macIds[place] ?? ''));
    const found = await lookUp(line, macs, call.names, asking);
    places.forEach((place, index) => {
      if (call.done(found.get(macs[index] ?? ''))) settle(place, { ok: true });
    });
  };

  /** One request with these phones. Those that it says nothing certain of stay open. */
  const send = async (places: readonly number[], asking: Calling): Promise<Attempt<readonly Answer[]>> => {
    const [first] = places;
    const ids = places.map((place) => macIds[place] ?? '');
    const sent =
      first !== undefined && places.length === 1
        ? await attempt(line, asking, { method: call.one, phones: 1 }, async (options) => [
            await call.sendOne(ids[0] ?? '', options),
          ])
        : await attempt(line, asking, { method: call.several, phones: ids.length }, (options) =>
            call.sendSeveral(ids, options),
          );
    if (!('value' in sent)) return sent;
    const mixed = sent.value.some(({ ok }) => !ok);
    sent.value.forEach((answer, index) => {
      const place = places[index] ?? 0;
      if (!mixed || !isOk(answer) || call.isSure(answer)) settle(place, answer);
    });
    return sent;
  };

  /** All that are open, again and again until each has an answer, or trouble comes. */
  const round = async (asking: Calling): Promise<Attempt<true>> => {
    for (;;) {
      const sent = await sendOpen(asking);
      if (!('value' in sent)) return sent;
      if (stillOpen().length === 0) return { value: true };
      // Whether the good phones of a list with a bad one were taken is not documented.
      await ask(open, asking);
      if (stillOpen().length === 0) return { value: true };
    }
  };

  const sendOpen = async (asking: Calling): Promise<Attempt<unknown>> => {
    const places = stillOpen();
    const sent = await send(places, asking);
    if ('value' in sent || places.length === 1 || !isAboutTheList(sent.trouble)) return sent;
    // The server is there, but takes no list, or not this one: phone by phone then. Nothing that it did is done twice.
    if (!refusedUnread(sent.trouble)) await ask(places, asking);
    for (const place of stillOpen()) {
      const alone = await send([place], asking);
      if (!('value' in alone)) return alone;
    }
    return sent;
  };

  try {
    await carryThrough<true>(line, calling, {
      method: macIds.length === 1 ? call.one : call.several,
      phones: macIds.length,
      secrets: call.secrets,
      attempt: async (asking) => {
        const result = await round(asking).catch(asFailure);
        return 'value' in result || !(result instanceof Error) ? result : { trouble: result.trouble };
      },
      outcome: async (asking) => {
        await ask(stillOpen(), asking);
        return stillOpen().length === 0 ? true : undefined;
      },
    });
    return { answers, failure: undefined };
  } catch (error) {
    return { answers, failure: asFailure(error) };
  }
}

const isOk = <Answer extends DeregisterAnswer>(answer: Answer): answer is Extract<Answer, { readonly ok: true }> =>
  answer.ok;

const macOf = (macId: string): string => macId.slice(0, 12);
