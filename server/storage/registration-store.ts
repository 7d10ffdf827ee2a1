import type { AuditChannel } from './audit-log.ts';

/** One row of the redirect database, without the phone's ID. */
export interface StoredRegistration {
  readonly mac: string;
  readonly providerName: string;
  readonly url: string;
  /** To the second. */
  readonly registeredAt: Date;
}

/** With the phone's ID, sealed (see `encryption/id-cipher.ts`): storage never sees it in clear. */
export interface RegistrationWithId extends StoredRegistration {
  readonly encryptedId: Uint8Array;
}

/** What is read when a phone asks. */
export interface PhoneRegistration {
  readonly mac: string;
  readonly url: string;
  readonly encryptedId: Uint8Array;
}

/** Phones that are registered by one call: they share URL and name. */
export interface NewRegistrations {
  readonly url: string;
  readonly providerName: string;
  readonly registeredAt: Date;
  readonly phones: readonly { readonly mac: string; readonly encryptedId: Uint8Array }[];
}

/** A phone to deregister. `mayBe` looks at the sealed ID of the row and says whether the request was right about it. */
export interface Deregistration {
  readonly mac: string;
  mayBe(encryptedId: Uint8Array): boolean;
}

/** Who changes something, and by which channel. */
export interface Actor {
  readonly accountId: number;
  readonly channel: AuditChannel;
}

export const sortKeys = ['mac', 'provider_name', 'url', 'registered_at'] as const;
export type SortKey = (typeof sortKeys)[number];

/** What the list of phones shows. */
export interface DeviceQuery {
  /** Part of a MAC, a provider name or a URL, in any case. */
  readonly search?: string;
  /** Exactly this provider name. */
  readonly providerName?: string;
  /** Exactly this URL. */
  readonly url?: string;
  /** Rows that are equal in it are by MAC. */
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface DevicePage {
  readonly rows: readonly StoredRegistration[];
  /** How many phones the query finds, on all pages. */
  readonly total: number;
}

export interface RegistrationStore {
  /** Registers each phone whose MAC is free; `in_use` where anybody, the same list included, holds it already. */
  register(actor: Actor, registrations: NewRegistrations): Promise<readonly ('registered' | 'in_use')[]>;
  /** Removes each phone that is the provisioner's; `wrong_id` (and nothing removed) where `mayBe` said no. */
  deregister(
    actor: Actor,
    change: { readonly at: Date; readonly phones: readonly Deregistration[] },
  ): Promise<readonly ('deregistered' | 'not_found' | 'wrong_id')[]>;
  /** The provisioner's registration of this MAC, or undefined. */
  find(accountId: number, mac: string): Promise<RegistrationWithId | undefined>;
  /** The registration of this MAC, whoever made it: what a phone asks for. */
  findForPhone(mac: string): Promise<PhoneRegistration | undefined>;
  /**
   * The provisioner's registrations by MAC, in pages, as they were at one moment however long the reader takes.
   * With provider names: only those registered under one of them.
   */
  list(accountId: number, providerNames: readonly string[] | undefined): AsyncIterable<readonly StoredRegistration[]>;
  /** One page of the provisioner's registrations. */
  page(accountId: number, query: DeviceQuery): Promise<DevicePage>;
  /** The URLs and provider names that the provisioner uses, the most used first, at most `limit` of each. */
  known(
    accountId: number,
    limit: number,
  ): Promise<{ readonly urls: readonly string[]; readonly providerNames: readonly string[] }>;
}
