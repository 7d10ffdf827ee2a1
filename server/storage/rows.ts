import type { Account, AccountSummary } from './account-store.ts';
import { type AuditAction, type AuditChannel, isAuditAction, isAuditChannel, type AuditEntry } from './audit-log.ts';
import {
  bytesColumn,
  integerColumn,
  optionalTextColumn,
  optionalTimeColumn,
  type Row,
  textColumn,
  timeColumn,
  wordsColumn,
} from './columns.ts';
import type { PhoneRegistration, RegistrationWithId, StoredRegistration } from './registration-store.ts';

// What a row means is the same in every database.

export function accountOf(row: Row): Account {
  return {
    id: integerColumn(row, 'id'),
    name: textColumn(row, 'name'),
    passwordHash: textColumn(row, 'password_hash'),
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: optionalTimeColumn(row, 'disabled_at'),
  };
}

export function accountSummaryOf(row: Row): AccountSummary {
  return {
    name: textColumn(row, 'name'),
    createdAt: timeColumn(row, 'created_at'),
    disabledAt: optionalTimeColumn(row, 'disabled_at'),
    phones: integerColumn(row, 'phones'),
  };
}

export function registrationOf(row: Row): StoredRegistration {
  return {
    mac: textColumn(row, 'mac'),
    providerName: textColumn(row, 'provider_name'),
    url: textColumn(row, 'url'),
    registeredAt: timeColumn(row, 'registered_at'),
  };
}

export function registrationWithIdOf(row: Row): RegistrationWithId {
  return { ...registrationOf(row), encryptedId: bytesColumn(row, 'encrypted_id') };
}

export function phoneRegistrationOf(row: Row): PhoneRegistration {
  return { mac: textColumn(row, 'mac'), url: textColumn(row, 'url'), encryptedId: bytesColumn(row, 'encrypted_id') };
}

export function auditEntryOf(row: Row): AuditEntry {
  return {
    id: integerColumn(row, 'id'),
    at: timeColumn(row, 'at'),
    channel: channelColumn(row),
    action: actionColumn(row),
    macs: wordsColumn(row, 'macs'),
    url: optionalTextColumn(row, 'url'),
    providerName: optionalTextColumn(row, 'provider_name'),
  };
}

export function channelColumn(row: Row): AuditChannel {
  const channel = textColumn(row, 'channel');
  if (!isAuditChannel(channel))
    throw new Error(`The audit log names a channel that this release does not know: ${channel}.`);
  return channel;
}

export function actionColumn(row: Row): AuditAction {
  const action = textColumn(row, 'action');
  if (!isAuditAction(action))
    throw new Error(`The audit log names an action that this release does not know: ${action}.`);
  return action;
}
