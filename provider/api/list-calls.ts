import type { ApiContext } from './api-context.ts';
import { attempt, type Attempt, type CallContext } from './attempt.ts';
import { asCallError, CallError, callWithReconciliation } from './call-with-reconciliation.ts';
import { lookUp } from './lookup.ts';
import { isAboutTheList, refusedUnread } from './retry.ts';
import { secretsOf } from './secrets.ts';
import type { Target } from './target.ts';
import {
  hasTarget,
  type CallOptions,
  type DeregisterAnswer,
  type RegisterAnswer,
  type Registration,
  type MethodName,
} from '#autoprov';

// Calls for many phones. After a lost answer, the server is asked which phones the request has changed, and only the others
// are sent again.

/** Phones to register with the same redirect target. */
export interface ListRequest extends Pick<Target, 'url' | 'providerName'> {
  readonly macIds: readonly string[];
}

/** The results for the phones of a list. */
export interface ListAnswer {
  /** One for each phone, in the order of the request; undefined if there was no answer. */
  readonly answers: readonly (DeregisterAnswer | undefined)[];
  /** Why phones have no answer. They were not changed, unless `uncertainty` says that this is unknown. */
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
    // Only a registration that took effect has a date.
    isSure: (answer) => answer.date !== undefined,
    names: [providerName],
    done: (registration) => hasTarget(registration, target),
  });
}

/** Deregisters phones by their MACs. A phone that is not registered counts as deregistered. */
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
  /** Whether an OK next to refusals needs no confirmation. */
  isSure(answer: Extract<Answer, { readonly ok: true }>): boolean;
  /** The provider names under which the phones are listed afterwards. */
  readonly names: readonly string[];
  /** Whether a registration, or its absence, is the intended result. */
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
  /** The indices of phones without an answer. */
  let open = macIds.map((_, place) => place);
  const settle = (place: number, answer: DeregisterAnswer): void => void (answers[place] = answer);
  const stillOpen = (): readonly number[] => (open = open.filter((place) => answers[place] === undefined));

  /** Looks phones up, and settles those that have the intended result. */
  const ask = async (places: readonly number[], asking: CallContext): Promise<void> => {
    const macs = places.map((place) => macOf(macIds[place] ?? ''));
    const found = await lookUp(api, macs, call.names, asking);
    places.forEach((place, index) => {
      if (call.done(found.get(macs[index] ?? ''))) settle(place, { ok: true });
    });
  };

  /** Sends these phones in one request. Phones without a reliable answer stay open. */
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

  /** Sends the open phones until each has an answer, or a request fails. */
  const round = async (asking: CallContext): Promise<Attempt<true>> => {
    for (;;) {
      const sent = await sendOpen(asking);
      if (!('value' in sent)) return sent;
      if (stillOpen().length === 0) return { value: true };
      // Whether the good phones of a list with a bad one are registered is not documented.
      await ask(open, asking);
      if (stillOpen().length === 0) return { value: true };
    }
  };

  const sendOpen = async (asking: CallContext): Promise<Attempt<unknown>> => {
    const places = stillOpen();
    const sent = await send(places, asking);
    if ('value' in sent || places.length === 1 || !isAboutTheList(sent.cause)) return sent;
    // The server does not accept lists, or not this one. Send the phones one by one, without those already changed.
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
        // A lookup failed after a request that may have taken effect.
        return result instanceof CallError ? { cause: result.cause, isUncertain: true } : result;
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
