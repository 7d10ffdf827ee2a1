import type { Account, AccountSummary } from './account-store.ts';
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
import type { PhoneRegistration, SealedRegistration, StoredRegistration } from './registration-store.ts';
import { type Action, type Door, isAction, isDoor, type TrailEntry } from './trail-store.ts';

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

export function sealedRegistrationOf(row: Row): SealedRegistration {
  return { ...registrationOf(row), sealedId: bytesColumn(row, 'sealed_id') };
}

export function phoneRegistrationOf(row: Row): PhoneRegistration {
  return { mac: textColumn(row, 'mac'), url: textColumn(row, 'url'), sealedId: bytesColumn(row, 'sealed_id') };
}

export function trailEntryOf(row: Row): TrailEntry {
  return {
    id: integerColumn(row, 'id'),
    at: timeColumn(row, 'at'),
    door: doorColumn(row),
    action: actionColumn(row),
    macs: wordsColumn(row, 'macs'),
    url: optionalTextColumn(row, 'url'),
    providerName: optionalTextColumn(row, 'provider_name'),
  };
}

export function doorColumn(row: Row): Door {
  const door = textColumn(row, 'door');
  if (!isDoor(door)) throw new Error(`The trail names a door that this release does not know: ${door}.`);
  return door;
}

export function actionColumn(row: Row): Action {
  const action = textColumn(row, 'action');
  if (!isAction(action)) throw new Error(`The trail names an action that this release does not know: ${action}.`);
  return action;
}
