import { type Method, methods, parseProviderName, parseRedirectUrl, type XmlRpcValue } from '../../autoprov/index.ts';
import type { IdSeal } from '../secret/index.ts';
import type { RegistrationStore } from '../storage/index.ts';
import { deregistered, formatDate, readPhone, refusal, registered } from './answers.ts';
import { type Parameter, readParameters, readStrings } from './parameters.ts';

/** What the methods work on. */
export interface Desk {
  readonly registrations: RegistrationStore;
  readonly ids: IdSeal;
  now(): Date;
}

/** An answer: one array, or the rows of an array too long to hold. */
export type Answer =
  | { readonly kind: 'value'; readonly value: readonly XmlRpcValue[] }
  | { readonly kind: 'rows'; readonly rows: AsyncIterable<XmlRpcValue> };

/** Does what a provisioner asks. Throws Fault when the parameters are wrong. */
export type Handler = (desk: Desk, provisioner: number, params: readonly XmlRpcValue[]) => Promise<Answer>;

const macId = { name: 'MAC-ID', kind: 'string' } satisfies Parameter;
const macIds = { name: 'MAC-IDs', kind: 'strings' } satisfies Parameter;
const url = { name: 'URL', kind: 'string' } satisfies Parameter;
const providerName = { name: 'provider name', kind: 'string' } satisfies Parameter;

/** The six methods of the redirect service and their answers, as in the vendor manual. */
export const handlers: Readonly<Record<Method, Handler>> = {
  [methods.registerDevice]: async (desk, provisioner, params) => {
    const given = readParameters(methods.registerDevice, [macId, url, providerName], params);
    const [text = ''] = await register(desk, provisioner, [given.string(0)], given.string(1), given.string(2));
    return answer([text === registered, text]);
  },

  [methods.registerDeviceList]: async (desk, provisioner, params) => {
    const given = readParameters(methods.registerDeviceList, [macIds, url, providerName], params);
    const texts = await register(desk, provisioner, given.strings(0), given.string(1), given.string(2));
    return answer([texts.every((text) => text === registered), ...texts]);
  },

  [methods.deregisterDevice]: async (desk, provisioner, params) => {
    const given = readParameters(methods.deregisterDevice, [macId], params);
    const [text = ''] = await deregister(desk, provisioner, [given.string(0)]);
    return answer([text === deregistered, text]);
  },

  [methods.deregisterDeviceList]: async (desk, provisioner, params) => {
    const given = readParameters(methods.deregisterDeviceList, [macIds], params);
    const texts = await deregister(desk, provisioner, given.strings(0));
    return answer([texts.every((text) => text === deregistered), ...texts]);
  },

  [methods.listDevices]: (desk, provisioner, params) => {
    const names = readStrings(methods.listDevices, 'provider names', params);
    return Promise.resolve({ kind: 'rows', rows: list(desk, provisioner, names) });
  },

  [methods.checkDevice]: async (desk, provisioner, params) => {
    const given = readParameters(methods.checkDevice, [macId], params);
    const read = readPhone(given.string(0));
    if (!read.ok) return answer([false, read.refusal]);
    const { mac, id } = read.phone;
    const found = await desk.registrations.find(provisioner, mac);
    if (found === undefined) return answer([false, refusal('mac_not_found', mac)]);
    if (id !== undefined && !desk.ids.matches(mac, found.sealedId, id))
      return answer([false, refusal('mac_invalid', mac)]);
    return answer([true, mac, found.providerName, formatDate(found.registeredAt), found.url]);
  },
};

/** One answer a MAC-ID, in order. What is wrong is told in this order: the MAC-ID, the URL, the name; then whether it is in use. */
async function register(
  desk: Desk,
  provisioner: number,
  texts: readonly string[],
  givenUrl: string,
  givenName: string,
): Promise<readonly string[]> {
  const commonRefusal = refuseTarget(givenUrl, givenName, texts.length);
  const checked = texts.map((text) => {
    const read = readPhone(text);
    if (!read.ok) return read;
    const { mac, id } = read.phone;
    // A phone registered without its ID could never log in.
    if (id === undefined) return { ok: false as const, refusal: refusal('mac_invalid', mac) };
    return commonRefusal === undefined
      ? { ok: true as const, mac, id }
      : { ok: false as const, refusal: commonRefusal };
  });

  const good = checked.filter((phone) => phone.ok);
  const sealedIds = desk.ids.seal(good);
  const registeredAt = desk.now();
  const outcomes = await desk.registrations.register(
    provisioner,
    good.flatMap(({ mac }, index) => {
      const sealedId = sealedIds[index];
      return sealedId === undefined ? [] : [{ mac, url: givenUrl, providerName: givenName, registeredAt, sealedId }];
    }),
  );

  const next = outcomes.values();
  return checked.map((phone) => {
    if (!phone.ok) return phone.refusal;
    return next.next().value === 'registered' ? registered : refusal('mac_already_in_use', phone.mac);
  });
}

/** What is wrong with the URL or the name, which all phones of a call share. */
function refuseTarget(givenUrl: string, givenName: string, phones: number): string | undefined {
  // Repeated for each phone of a list: a long value would make an answer many times as long as the request.
  const room = phones === 1 ? undefined : 200;
  if (!parseRedirectUrl(givenUrl).ok) return refusal('url_invalid', givenUrl, room);
  if (!parseProviderName(givenName).ok) return refusal('name_invalid', givenName, room);
  return undefined;
}

/** One answer a MAC or MAC-ID, in order. */
async function deregister(desk: Desk, provisioner: number, texts: readonly string[]): Promise<readonly string[]> {
  const checked = texts.map(readPhone);
  const outcomes = await desk.registrations.deregister(
    provisioner,
    checked
      .filter((read) => read.ok)
      .map(({ phone: { mac, id } }) => ({
        mac,
        mayBe: (sealedId) => id === undefined || desk.ids.matches(mac, sealedId, id),
      })),
  );
  const next = outcomes.values();
  return checked.map((read) => {
    if (!read.ok) return read.refusal;
    const outcome = next.next().value;
    if (outcome === 'deregistered') return deregistered;
    return refusal(outcome === 'wrong_id' ? 'mac_invalid' : 'mac_not_found', read.phone.mac);
  });
}

/** `[MAC, NAME, URL, DATE]` a phone, by MAC. */
async function* list(desk: Desk, provisioner: number, names: readonly string[]): AsyncGenerator<XmlRpcValue> {
  for await (const page of desk.registrations.list(provisioner, names.length === 0 ? undefined : names)) {
    for (const row of page) yield [row.mac, row.providerName, row.url, formatDate(row.registeredAt)];
  }
}

function answer(value: readonly XmlRpcValue[]): Answer {
  return { kind: 'value', value };
}
