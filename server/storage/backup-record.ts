import type { Action, Door } from './trail-store.ts';

/**
 * A backup, record by record, the same for every database: so it can also move a server from one to another. Times are
 * seconds since 1970 (UTC), sealed IDs base64. Accounts come before what refers to them by name.
 */
export type BackupRecord =
  | { readonly kind: 'remembered'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'account';
      readonly name: string;
      readonly passwordHash: string;
      readonly createdAt: number;
      readonly disabledAt: number | null;
    }
  | {
      readonly kind: 'registration';
      readonly account: string;
      readonly mac: string;
      readonly providerName: string;
      readonly url: string;
      readonly registeredAt: number;
      readonly sealedId: string;
    }
  | { readonly kind: 'inventory'; readonly mac: string; readonly sealedId: string }
  | {
      readonly kind: 'trail';
      readonly account: string;
      readonly at: number;
      readonly door: Door;
      readonly action: Action;
      readonly macs: readonly string[];
      readonly url: string | null;
      readonly providerName: string | null;
    };
