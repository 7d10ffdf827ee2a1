/**
 * What the server needs of a database: one interface, so that an embedded SQLite and a shared PostgreSQL serve alike.
 *
 * Promises of every implementation:
 * - what a writing method has answered is durable: it survives a crash of the process and of the machine;
 * - a writing method is one transaction, and its devices are decided one after the other, in the order given;
 * - a provisioner sees and touches only its own registrations.
 */
export interface Storage {
  readonly accounts: AccountStore;
  readonly registrations: RegistrationStore;
  /** Keeps `value` under `name` if nothing is kept there yet, and returns what is kept. */
  rememberOnce(name: string, value: string): Promise<string>;
  /** What is kept under `name`, or undefined. */
  recall(name: string): Promise<string | undefined>;
  /** Finishes what was begun and lets go of the database. */
  close(): Promise<void>;
}

/** A provisioner's account as the database holds it. `id` is what registrations refer to. */
export interface Account {
  readonly id: number;
  readonly name: string;
  /** PHC string; see `accounts/password-hash.ts`. */
  readonly passwordHash: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | undefined;
}

export interface AccountSummary {
  readonly name: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | undefined;
  /** How many phones are registered in this account. */
  readonly phones: number;
}

export interface AccountStore {
  /** Adds an account; false when there is one of that name already (then nothing is changed). */
  add(account: { name: string; passwordHash: string; createdAt: Date }): Promise<boolean>;
  find(name: string): Promise<Account | undefined>;
  /** All accounts by name. */
  list(): Promise<readonly AccountSummary[]>;
}

/** One row of the redirect database, without the phone's ID. */
export interface StoredRegistration {
  readonly mac: string;
  readonly providerName: string;
  readonly url: string;
  /** To the second. */
  readonly registeredAt: Date;
}

/** A phone to register: the ID is sealed (see `secret/id-seal.ts`), since storage never sees it in clear. */
export interface NewRegistration extends StoredRegistration {
  readonly sealedId: Uint8Array;
}

/** A phone to deregister. `mayBe` looks at the sealed ID of the row and says whether the request was right about it. */
export interface Deregistration {
  readonly mac: string;
  mayBe(sealedId: Uint8Array): boolean;
}

export interface RegistrationStore {
  /** Registers each phone whose MAC is free; `in_use` where anybody, the same list included, holds it already. */
  register(provisioner: number, phones: readonly NewRegistration[]): Promise<readonly ('registered' | 'in_use')[]>;
  /** Removes each phone that is the provisioner's; `wrong_id` (and nothing removed) where `mayBe` said no. */
  deregister(
    provisioner: number,
    phones: readonly Deregistration[],
  ): Promise<readonly ('deregistered' | 'not_found' | 'wrong_id')[]>;
  /** The provisioner's registration of this MAC, or undefined. */
  find(provisioner: number, mac: string): Promise<NewRegistration | undefined>;
  /**
   * The provisioner's registrations by MAC, in pages, as they were at one moment however long the reader takes.
   * With provider names: only those registered under one of them.
   */
  list(provisioner: number, providerNames: readonly string[] | undefined): AsyncIterable<readonly StoredRegistration[]>;
}

/** The database cannot take this just now (full disk, lock held too long): nothing was changed; ask again later. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
}
