import { secretsOf, type CallError } from '../diagnostics/index.ts';
import { refusedBy, type Refused } from './lookup.ts';
import {
  hasTarget,
  type AutoprovClient,
  type CallOptions,
  type DeregisterAnswer,
  type MethodName,
  type RedirectTarget,
  type RegisterAnswer,
  type Registration,
} from '#autoprov';

type Answer = RegisterAnswer | DeregisterAnswer;

/** One of the two changes that the service knows, for any number of phones. */
export interface Operation {
  /** The method for one phone. */
  readonly single: MethodName;
  /** The method for a list of phones. */
  readonly list: MethodName;
  sendSingle(macId: string, options: CallOptions): Promise<Answer>;
  /** Returns an answer for each phone, in the order of the request. */
  sendList(macIds: readonly string[], options: CallOptions): Promise<readonly Answer[]>;
  /** The redirect URL in the request: its password is redacted from answers. */
  readonly url?: string;
  /** The provider names under which the phones are listed afterwards. */
  readonly names: readonly string[];
  /** Whether a registration, or its absence, is the result of the operation. */
  readonly isEffective: (registration: Registration | undefined) => boolean;
  /** Phones of operations with the same key can share a list. */
  readonly key: string;
}

export const registering = (client: AutoprovClient, target: RedirectTarget): Operation => ({
  single: 'registerDevice',
  list: 'registerDeviceList',
  sendSingle: (macId, options) => client.registerDevice(macId, target.url, target.providerName, options),
  sendList: (macIds, options) => client.registerDeviceList(macIds, target.url, target.providerName, options),
  url: target.url,
  names: [target.providerName],
  isEffective: (registration) => hasTarget(registration, target),
  key: JSON.stringify([target.url, target.providerName]),
});

/** Its MAC-IDs may be MACs: the server needs no IDs to deregister phones. */
export const deregistering = (client: AutoprovClient): Operation => ({
  single: 'deregisterDevice',
  list: 'deregisterDeviceList',
  sendSingle: (mac, options) => client.deregisterDevice(mac, options),
  sendList: (macs, options) => client.deregisterDeviceList(macs, options),
  names: [],
  isEffective: (registration) => registration === undefined,
  key: 'deregister',
});

/** The operation succeeded for a phone. Password and date are null if no answer contained them. */
export interface Succeeded {
  readonly ok: true;
  readonly method: MethodName;
  readonly password: string | null;
  readonly date: string | null;
}

/** The result of an operation for one phone. */
export type PhoneResult = Succeeded | Refused | CallError;

/** The server has the result of the operation. */
export const succeeded = (method: MethodName, date: string | null = null): Succeeded => ({
  ok: true,
  method,
  password: null,
  date,
});

/** The server's answer for a phone, without secrets. */
export function resultOf({ url }: Operation, method: MethodName, macId: string, answer: Answer): Succeeded | Refused {
  if (!answer.ok) return refusedBy(method, answer.refusal, secretsOf({ id: idOf(macId), url }));
  if (!('password' in answer)) return succeeded(method);
  return { ok: true, method, password: answer.password ?? null, date: answer.date ?? null };
}

export const macOf = (macId: string): string => macId.slice(0, 12);

export const idOf = (macId: string): string | undefined => macId.split('-')[1];
