import type { AuditChannel } from '../../audit-log.ts';
import type { Row } from '../../columns.ts';
import type { Actor } from '../../registration-store.ts';

/**
 * What can be changed, by name, and what each change needs to know: plain data, since it goes to another thread. Times are
 * whole seconds since 1970 (UTC).
 */
export interface ChangeInputs {
  readonly addAccount: {
    readonly name: string;
    readonly passwordHash: string;
    readonly at: number;
    readonly channel: AuditChannel;
  };
  readonly setPassword: {
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
  readonly register: {
    readonly actor: Actor;
    readonly at: number;
    readonly url: string;
    readonly providerName: string;
    readonly runs: readonly PhoneRun[];
  };
  readonly deregister: {
    readonly actor: Actor;
    readonly at: number;
    /** All that the decision rests on. */
    readonly seen: readonly SeenPhone[];
    /** The MACs of those that go. */
    readonly going: readonly string[];
  };
  readonly addToInventory: { readonly phones: readonly { readonly mac: string; readonly encryptedId: Uint8Array }[] };
  readonly clearInventory: object;
  readonly writeSession: {
    readonly id: string;
    readonly accountId: number | null;
    readonly data: string;
    readonly expiresAt: number;
  };
  readonly removeSession: { readonly id: string };
  readonly removeExpiredSessions: { readonly now: number };
  readonly removeOldAuditEntries: { readonly before: number; readonly atMost: number };
  readonly setMetadataIfAbsent: { readonly name: string; readonly value: string };
}

export type ChangeName = keyof ChangeInputs;

/**
 * Phones that stand one behind the other in a list, whose sealed IDs have one length. Packed: an array of a thousand small
 * objects takes longer to cross to another thread than to insert.
 */
export interface PhoneRun {
  /** Their MACs, a blank between them. */
  readonly macs: string;
  /** Their sealed IDs, one behind the other. */
  readonly encryptedIds: Uint8Array;
  /** Bytes of one sealed ID. */
  readonly width: number;
}

/** A phone as it was seen. */
export interface SeenPhone {
  readonly mac: string;
  /** The sealed ID in hex, where the actor has registered the phone; `''` where it has not. */
  readonly encryptedId: string;
}

/** The changes themselves. Each runs in a transaction, and says what came of it in columns, as a row does. */
export type Changes = { readonly [Name in ChangeName]: (input: ChangeInputs[Name]) => Row };

/** A change that is asked for. */
export type Asked<Name extends ChangeName = ChangeName> = {
  readonly [Key in Name]: { readonly name: Key; readonly input: ChangeInputs[Key] };
}[Name];
