import type { ApiContext } from './api-context.ts';
import { attempt, type Attempt, type CallContext } from './attempt.ts';
import { asCallError, callWithReconciliation, type CallError } from './call-with-reconciliation.ts';
import { isAt } from './check.ts';
import { lookUp } from './lookup.ts';
import { isAboutTheList, refusedUnread } from './retry.ts';
import { secretsOf } from './secrets.ts';
import type { Target } from './target.ts';
import {
  type CallOptions,
  type DeregisterAnswer,
  type RegisterAnswer,
  type Registration,
  type MethodName,
} from '#autoprov';

// Calls for many phones, each carried through to a certain outcome for each phone: after an answer that was lost the
// server is asked what became of it, and only what is missing is sent again.

/** Phones that are to be registered with the same. */
export interface ListRequest extends Pick<Target, 'url' | 'providerName'> {
  readonly macIds: readonly string[];
}

/** What became of the phones of a list. */
export interface ListAnswer {
  /** One a phone, in their order; undefined where no answer came. */
  readonly answers: readonly (DeregisterAnswer | undefined)[];
  /** Why there are phones without an answer. Those were not changed, or nobody knows (`uncertainty`). */
  readonly failure: CallError | undefined;
}

/** Registers phones that are not registered. */
export function registerDeviceList(api: ApiContext, target: ListRequest, calling: CallContext): Promise<ListAnswer> {
  const { url, providerName } = target;
  return carryList<RegisterAnswer>(api, calling, target.macIds, {
    one: 'registerDevice',
    several: 'registerDeviceList',
    secrets: secretsOf({ url }),
    sendOne: (macId, options) => api.client.registerDevice(macId, url, providerName, options),
    sendSeveral: (macIds, options) => api.client.registerDeviceList(macIds, url, providerName, options),
    // A DATE beside the answer is of what was registered.
    isSure: (answer) => answer.date !== undefined,
    names: [providerName],
    done: (registration) => isAt(registration, target),
  });
}

/** Deregisters phones by their MACs; those that are not registered count as done. */
export async function deregisterDeviceList(
  api: ApiContext,
  macs: readonly string[],
  calling: CallContext,
): Promise<ListAnswer> {
  const { answers, failure } = await carryList<DeregisterAnswer>(api, calling, macs, {
    one: 'deregisterDevice',
    several: 'deregisterDeviceList',
    secrets: [],
    sendOne: (mac, options) => api.client.deregisterDevice(mac, options),
    sendSeveral: (all, options) => api.client.deregisterDeviceList(all, options),
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
  readonly one: MethodName;
  readonly several: MethodName;
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
  api: ApiContext,
  calling: CallContext,
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
  const ask = async (places: readonly number[], asking: CallContext): Promise<void> => {
    const macs = places.map((place) => macOf(macIds[place] ?? ''));
    const found = await lookUp(api, macs, call.names, asking);
    places.forEach((place, index) => {
      if (call.done(found.get(macs[index] ?? ''))) settle(place, { ok: true });
    });
  };

  /** One request with these phones. Those that it says nothing certain of stay open. */
  const send = async (places: readonly number[], asking: CallContext): Promise<Attempt<readonly Answer[]>> => {
    const [first] = places;
    const ids = places.map((place) => macIds[place] ?? '');
    const sent =
      first !== undefined && places.length === 1
        ? await attempt(api, asking, { method: call.one, phones: 1 }, async (options) => [
            await call.sendOne(ids[0] ?? '', options),
          ])
        : await attempt(api, asking, { method: call.several, phones: ids.length }, (options) =>
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
  const round = async (asking: CallContext): Promise<Attempt<true>> => {
    for (;;) {
      const sent = await sendOpen(asking);
      if (!('value' in sent)) return sent;
      if (stillOpen().length === 0) return { value: true };
      // Whether the good phones of a list with a bad one were taken is not documented.
      await ask(open, asking);
      if (stillOpen().length === 0) return { value: true };
    }
  };

  const sendOpen = async (asking: CallContext): Promise<Attempt<unknown>> => {
    const places = stillOpen();
    const sent = await send(places, asking);
    if ('value' in sent || places.length === 1 || !isAboutTheList(sent.cause)) return sent;
    // The server is there, but takes no list, or not this one: phone by phone then. Nothing that it did is done twice.
    if (!refusedUnread(sent.cause)) await ask(places, asking);
    for (const place of stillOpen()) {
      const alone = await send([place], asking);
      if (!('value' in alone)) return alone;
    }
    return sent;
  };

  try {
    await callWithReconciliation<true>(api, calling, {
      method: macIds.length === 1 ? call.one : call.several,
      phones: macIds.length,
      secrets: call.secrets,
      attempt: async (asking) => {
        const result = await round(asking).catch(asCallError);
        return 'value' in result || !(result instanceof Error) ? result : { cause: result.cause };
      },
      outcome: async (asking) => {
        await ask(stillOpen(), asking);
        return stillOpen().length === 0 ? true : undefined;
      },
    });
    return { answers, failure: undefined };
  } catch (error) {
    return { answers, failure: asCallError(error) };
  }
}

const isOk = <Answer extends DeregisterAnswer>(answer: Answer): answer is Extract<Answer, { readonly ok: true }> =>
  answer.ok;

const macOf = (macId: string): string => macId.slice(0, 12);
