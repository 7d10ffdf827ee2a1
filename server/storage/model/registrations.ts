import type { Actor } from './audit-log.ts';
import type { DeviceFilter, DeviceQuery } from './device-query.ts';
import type { LastAsked } from './phone-requests.ts';

/** A redirect URL as it is stored (see `encryption/url-cipher.ts`): storage never sees its secrets in clear. */
export interface StoredUrl {
  /** As it may be shown: with secrets masked. */
  readonly url: string;
  /** The whole URL, encrypted; missing if it has no secrets. */
  readonly encryptedUrl?: Uint8Array | undefined;
}

/** One row of the redirect database, without the phone's ID. */
export interface StoredRegistration extends StoredUrl {
  readonly mac: string;
  readonly providerName: string;
  /** To the second. */
  readonly registeredAt: Date;
}

/** With the phone's last requests. */
export interface ObservedRegistration extends StoredRegistration {
  readonly lastAsked: LastAsked;
}

/** With the phone's ID, encrypted (see `encryption/id-cipher.ts`): storage never sees it in clear. */
export interface RegistrationWithId extends ObservedRegistration {
  readonly encryptedId: Uint8Array;
}

/** The part of a registration that answering a phone takes. */
export type PhoneRegistration = Pick<RegistrationWithId, 'mac' | 'url' | 'encryptedUrl' | 'encryptedId'> & {
  readonly accountId: number;
};

/** The phones of one request to register, which share a redirect target. Their encrypted IDs all have the same length. */
export interface NewRegistrations extends StoredUrl {
  readonly providerName: string;
  readonly registeredAt: Date;
  readonly phones: readonly { readonly mac: string; readonly encryptedId: Uint8Array }[];
}

/** The new redirect target of registered phones. */
export interface Repointing extends StoredUrl {
  readonly providerName: string;
  /** Becomes the registration date. */
  readonly at: Date;
  readonly phones: readonly PhoneToChange[];
}

/** `unchanged`: the phone has this target already. The same target with secrets in its URL is stored anew. */
export type RepointResult = 'repointed' | 'unchanged' | 'not_found' | 'wrong_id';

/** Whether a registration has a target, as far as storage can tell: URLs with secrets count as different. */
export const hasStoredTarget = (
  row: StoredRegistration,
  target: { readonly url: string; readonly encryptedUrl: Uint8Array | null; readonly providerName: string },
): boolean =>
  row.url === target.url &&
  row.providerName === target.providerName &&
  row.encryptedUrl === undefined &&
  target.encryptedUrl === null;

/** How many phones of an account have a value. */
export interface ValueCount {
  readonly value: string;
  readonly phones: number;
}

/**
 * A registered phone to deregister or re-point. `idMatches` says whether the ID in the request, if any, is the encrypted one
 * of the row.
 */
export interface PhoneToChange {
  readonly mac: string;
  idMatches(encryptedId: Uint8Array): boolean;
}

export interface DevicePage {
  readonly rows: readonly ObservedRegistration[];
  /** Number of phones that match the query, on all pages. */
  readonly total: number;
}

export interface RegistrationStore {
  /** Registers each phone whose MAC is free; `in_use` when any account, or an earlier phone of the list, holds it. */
  register(actor: Actor, registrations: NewRegistrations): Promise<readonly ('registered' | 'in_use')[]>;
  /** Removes each phone that belongs to the actor; `wrong_id`, and no change, where `idMatches` is false. */
  deregister(
    actor: Actor,
    change: { readonly at: Date; readonly phones: readonly PhoneToChange[] },
  ): Promise<readonly ('deregistered' | 'not_found' | 'wrong_id')[]>;
  /**
   * Gives each phone that belongs to the actor another target, in one transaction: a phone that asks meanwhile gets the old
   * or the new one. `wrong_id`, and no change, where `idMatches` is false.
   */
  repoint(actor: Actor, change: Repointing): Promise<readonly RepointResult[]>;
  /** The account's registration of this MAC, or undefined. */
  find(accountId: number, mac: string): Promise<RegistrationWithId | undefined>;
  /** The account's registrations of these MACs, by MAC. */
  findMany(accountId: number, macs: readonly string[]): Promise<ReadonlyMap<string, StoredRegistration>>;
  /** The registration of this MAC in any account. */
  findForPhone(mac: string): Promise<PhoneRegistration | undefined>;
  /**
   * The account's registrations sorted by MAC, in pages of one consistent snapshot however long the reader takes. With
   * `providerNames`, only the registrations under one of these names.
   */
  list(accountId: number, providerNames: readonly string[] | undefined): AsyncIterable<readonly StoredRegistration[]>;
  /** The account's registrations that match a filter, read as `list` does. */
  listMatching(accountId: number, filter: DeviceFilter): AsyncIterable<readonly StoredRegistration[]>;
  /** One page of the account's registrations. */
  page(accountId: number, query: DeviceQuery): Promise<DevicePage>;
  /** The account's redirect URLs, as they may be shown, and provider names, in byte order, the first `limit` of each. */
  targets(
    accountId: number,
    limit: number,
  ): Promise<{ readonly urls: readonly string[]; readonly providerNames: readonly string[] }>;
  /** The account's redirect URLs, as they may be shown, and provider names, most used first, at most `limit` of each. */
  mostUsed(
    accountId: number,
    limit: number,
  ): Promise<{ readonly urls: readonly ValueCount[]; readonly providerNames: readonly ValueCount[] }>;
}
