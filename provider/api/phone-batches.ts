import type { ApiContext } from './api-context.ts';
import { attempt, attemptInPlace, endOf, type Attempt, type CallContext } from './attempt.ts';
import { batcher } from './batcher.ts';
import { isAboutTheList, refusedUnread } from './retry.ts';
import type { Target } from './target.ts';
import { type CallOptions, type DeregisterAnswer, type RegisterAnswer, type MethodName } from '#autoprov';

// Batches the phones that several resources register or deregister at the same time: several phones share a list, a single
// one is sent alone. Each resource gets the answer for its own phone.

/** The answer for a phone, and the method that returned it. */
export type Answered<Answer> = { readonly method: MethodName } & Answer;

/** One attempt for one phone, which may share a list with others. */
export interface PhoneBatches {
  register(target: Target, calling: CallContext): Promise<Attempt<Answered<RegisterAnswer>>>;
  deregister(mac: string, calling: CallContext): Promise<Attempt<Answered<DeregisterAnswer>>>;
}

export function phoneBatches(api: ApiContext): PhoneBatches {
  const { client } = api;
  const register = batches<Target, RegisterAnswer>(api, {
    key: ({ url, providerName }) => JSON.stringify([url, providerName]),
    mac: ({ mac }) => mac,
    one: 'registerDevice',
    sendOne: ({ macId, url, providerName }, options) => client.registerDevice(macId, url, providerName, options),
    several: 'registerDeviceList',
    sendSeveral: (first, targets, options) =>
      client.registerDeviceList(
        targets.map(({ macId }) => macId),
        first.url,
        first.providerName,
        options,
      ),
    // Only a registration that took effect has a date.
    stands: async ({ mac, url, providerName }, answer) => {
      if (answer.date !== undefined) return true;
      const now = await client.checkDevice(mac);
      return now.ok && now.registration.url === url && now.registration.providerName === providerName;
    },
  });
  const deregister = batches<string, DeregisterAnswer>(api, {
    key: () => '',
    mac: (mac) => mac,
    one: 'deregisterDevice',
    sendOne: (mac, options) => client.deregisterDevice(mac, options),
    several: 'deregisterDeviceList',
    sendSeveral: (_first, macs, options) => client.deregisterDeviceList(macs, options),
    stands: async (mac) => !(await client.checkDevice(mac)).ok,
  });
  return { register, deregister };
}

interface Kind<Item, Answer extends { readonly ok: boolean }> {
  /** Items with the same key can share a list. */
  key(item: Item): string;
  mac(item: Item): string;
  readonly one: MethodName;
  sendOne(item: Item, options: CallOptions): Promise<Answer>;
  readonly several: MethodName;
  sendSeveral(first: Item, items: readonly Item[], options: CallOptions): Promise<readonly Answer[]>;
  /** Confirms an OK by checkDevice. */
  stands(item: Item, answer: Extract<Answer, { readonly ok: true }>): Promise<boolean>;
}

interface Asking<Item> {
  readonly item: Item;
  readonly calling: CallContext;
}

function batches<Item, Answer extends { readonly ok: boolean }>(api: ApiContext, kind: Kind<Item, Answer>) {
  /** False once the server has refused a list whose phones it accepts one by one. */
  let lists = true;
  let lone = 0;

  const askedAlone = (item: Item) => ({ method: kind.one, mac: kind.mac(item) });
  const sendAlone = (item: Item) => async (options: CallOptions) => ({
    ...(await kind.sendOne(item, options)),
    method: kind.one,
  });
  const alone = ({ item, calling }: Asking<Item>): Promise<Attempt<Answered<Answer>>> =>
    attemptInPlace(api, calling, askedAlone(item), sendAlone(item), endOf(calling));

  /**
   * Whether the good phones of a list with a bad one are registered is not documented. So each OK is confirmed, and a phone
   * for which it does not hold is sent alone.
   */
  const confirmed = async (asking: Asking<Item>, answer: Answer): Promise<Attempt<Answered<Answer>>> => {
    if (!isOk(answer)) return { value: { ...answer, method: kind.several } };
    const asked = { method: 'checkDevice' as const, mac: kind.mac(asking.item) };
    const stands = await attemptInPlace(api, asking.calling, asked, () => kind.stands(asking.item, answer), never);
    if (!('value' in stands)) return uncertain(stands);
    return stands.value ? { value: { ...answer, method: kind.several } } : alone(asking);
  };

  const send = async (all: readonly Asking<Item>[]): Promise<readonly Attempt<Answered<Answer>>[]> => {
    const [first] = all;
    if (first === undefined) return [];
    if (all.length === 1) return [await alone(first)];
    const together = await attemptInPlace(
      api,
      first.calling,
      { method: kind.several, phones: all.length },
      (options) =>
        kind.sendSeveral(
          first.item,
          all.map(({ item }) => item),
          options,
        ),
      endOf(first.calling),
    );
    if ('value' in together) {
      const answers = together.value;
      if (answers.every(({ ok }) => ok))
        return answers.map((answer) => ({ value: { ...answer, method: kind.several } }));
      return inTurn(all, (asking, index) => {
        const [answer] = answers.slice(index, index + 1);
        return answer === undefined ? alone(asking) : confirmed(asking, answer);
      });
    }
    if (!isAboutTheList(together.cause)) return all.map(() => together);
    // The caller recognises phones that the list has registered nevertheless.
    // A list that was not refused unread may have taken effect.
    const settle = refusedUnread(together.cause)
      ? alone
      : async (asking: Asking<Item>) => uncertain(await alone(asking));
    const each = await inTurn(all, settle);
    if (each.every((own) => 'value' in own)) lists = false;
    return each;
  };

  const batched = batcher<Asking<Item>, Attempt<Answered<Answer>>>({
    // An interrupt ends only some retry policies, so phones with different policies do not share a list.
    key: ({ item, calling }) => (lists ? `${calling.retryPolicy ?? 'default'} ${kind.key(item)}` : String(++lone)),
    most: api.batchSize,
    place: (work) => api.semaphore(work, never),
    send,
    givenUp: { cause: undefined },
  });

  return (item: Item, calling: CallContext): Promise<Attempt<Answered<Answer>>> =>
    calling.retryPolicy === 'single attempt'
      ? attempt(api, calling, askedAlone(item), sendAlone(item))
      : batched({ item, calling }, endOf(calling));
}

const never = new AbortController().signal;

/** Marks a failed attempt whose list may have taken effect. */
const uncertain = <T>(result: Attempt<T>): Attempt<T> =>
  'value' in result ? result : { ...result, isUncertain: true };

const isOk = <Answer extends { readonly ok: boolean }>(
  answer: Answer,
): answer is Extract<Answer, { readonly ok: true }> => answer.ok;

async function inTurn<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}
