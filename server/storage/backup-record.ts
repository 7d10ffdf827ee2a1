import type { AuditAction, AuditChannel } from './audit-log.ts';

/**
 * A backup, record by record, the same for every database: so it can also move a server from one to another. Times are
 * seconds since 1970 (UTC), sealed IDs base64. Accounts come before what refers to them by name.
 */
export type BackupRecord =
  | { readonly kind: 'metadata'; readonly name: string; readonly value: string }
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
      readonly encryptedId: string;
    }
  | { readonly kind: 'inventory'; readonly mac: string; readonly encryptedId: string }
  | {
      readonly kind: 'audit';
      readonly account: string;
      readonly at: number;
      readonly channel: AuditChannel;
      readonly action: AuditAction;
      readonly macs: readonly string[];
      readonly url: string | null;
      readonly providerName: string | null;
    };
