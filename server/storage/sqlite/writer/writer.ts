import type { Actor, AuditAction, AuditChannel } from '../../model/audit-log.ts';
import type { LoginChange } from '../../model/logins.ts';
import type { Role } from '../../model/roles.ts';
import type { Row } from '../../model/rows.ts';
import { OutcomeUnknownError } from '../../model/storage.ts';
import { createThread } from '../thread/thread.ts';

/** Changes the database, in a thread of its own. */
export interface Writer {
  /**
   * Makes a change in a transaction; resolves with its result, as the columns of a row, once it is durable.
   *
   * @throws StorageUnavailableError when nothing was changed
   * @throws OutcomeUnknownError when the thread has ended before it replied
   */
  change(request: ChangeRequest): Promise<Row>;
  /** Completes pending changes and closes the database. */
  close(): Promise<void>;
}

export function createWriter(file: string): Writer {
  const lost = (cause: unknown): Error =>
    new OutcomeUnknownError('the thread that writes the database has ended', { cause });
  const options = { script: './writer-thread', from: import.meta.url, file, lost };
  const thread = createThread<ChangeRequest, Row>(options);
  return { change: (request) => thread.request(request), close: () => thread.close() };
}

/** The input of each change: plain data, since it is sent to another thread. Times are seconds since 1970 (UTC). */
export interface ChangeInputs {
  readonly addAccount: {
    readonly name: string;
    readonly passwordHash: string;
    readonly at: number;
    readonly channel: AuditChannel;
  };
  readonly setDisabled: {
    readonly name: string;
    readonly disabled: boolean;
    readonly at: number;
    readonly channel: AuditChannel;
  };
  readonly addLogin: {
    readonly actor: Actor;
    readonly name: string;
    readonly role: Role;
    readonly passwordHash: string;
    readonly at: number;
  };
  readonly changeLogin: {
    readonly actor: Actor;
    readonly name: string;
    readonly at: number;
    readonly change: LoginChange;
  };
  readonly register: {
    readonly actor: Actor;
    readonly at: number;
    readonly url: string;
    readonly encryptedUrl: Uint8Array | null;
    readonly providerName: string;
    readonly phones: PackedPhones;
  };
  readonly deregister: {
    readonly actor: Actor;
    readonly at: number;
    /** The rows on which the decision was based. */
    readonly seen: readonly SeenPhone[];
    /** The MACs to deregister. */
    readonly macs: readonly string[];
  };
  readonly repoint: {
    readonly actor: Actor;
    readonly at: number;
    readonly url: string;
    readonly encryptedUrl: Uint8Array | null;
    readonly providerName: string;
    /** The rows on which the decision was based. */
    readonly seen: readonly SeenPhone[];
    /** The MACs to re-point. */
    readonly macs: readonly string[];
    /** The MACs of phones that had this target when they were read. */
    readonly unchanged: readonly string[];
  };
  readonly addToInventory: { readonly phones: readonly { readonly mac: string; readonly encryptedId: Uint8Array }[] };
  readonly clearInventory: object;
  /** Each is a JSON array of rows: one text is sent to a thread faster than thousands of objects. */
  readonly recordPhoneRequests: {
    readonly redirected: string;
    readonly refused: string;
    readonly unregistered: string;
  };
  readonly createSession: {
    readonly id: string;
    readonly loginId: number;
    readonly passwordTag: string;
    readonly startedAt: number;
    readonly expiresAt: number;
  };
  readonly setSessionNotice: { readonly id: string; readonly notice: string | null };
  readonly extendSession: { readonly id: string; readonly expiresAt: number };
  readonly removeSession: { readonly id: string };
  readonly removeExpiredSessions: { readonly now: number };
  readonly addAuditEntry: {
    readonly actor: Actor;
    readonly at: number;
    readonly action: AuditAction;
    readonly macs: string;
  };
  readonly removeOldAuditEntries: { readonly before: number; readonly limit: number };
  readonly setMetadata: { readonly name: string; readonly value: string };
  readonly setMetadataIfAbsent: { readonly name: string; readonly value: string };
}

/** Phones to register, packed: sending an array of a thousand small objects to a thread takes longer than inserting them. */
export interface PackedPhones {
  /** Their MACs, separated by spaces. */
  readonly macs: string;
  /** Their encrypted IDs, concatenated. */
  readonly encryptedIds: Uint8Array;
  /** The length of one encrypted ID in bytes. */
  readonly idLength: number;
}

/** A phone as it was read before a change. */
export interface SeenPhone {
  readonly mac: string;
  /** The encrypted ID in hex; empty when the actor has no registration of the phone. */
  readonly encryptedId: string;
}

export type ChangeName = keyof ChangeInputs;

/** The implementations of the changes. Each runs in a transaction and returns its result as the columns of a row. */
export type Changes = { readonly [Name in ChangeName]: (input: ChangeInputs[Name]) => Row };

/** A change by name, with its input. */
export type ChangeRequest<Name extends ChangeName = ChangeName> = {
  readonly [Key in Name]: { readonly name: Key; readonly input: ChangeInputs[Key] };
}[Name];
