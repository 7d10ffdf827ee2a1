import type { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../setup-error.ts';

/**
 * The schema's history: entry n brings a database of version n to n + 1 (`PRAGMA user_version`). Only ever append.
 *
 * Registrations are stored by MAC, which is what phones and single-device methods ask for; the index serves listDevices.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
  ) STRICT;

  CREATE TABLE registrations (
    mac           TEXT PRIMARY KEY,
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    provider_name TEXT NOT NULL,
    url           TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    encrypted_id     BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX registrations_by_account ON registrations (account_id, mac);

  CREATE TABLE metadata (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE inventory (
    mac       TEXT PRIMARY KEY,
    encrypted_id BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The MACs of one change stand in one row, a blank between them: a list of 1,000 phones is one entry.
  CREATE TABLE audit_log (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    at            INTEGER NOT NULL,
    channel          TEXT NOT NULL,
    action        TEXT NOT NULL,
    macs          TEXT NOT NULL,
    url           TEXT,
    provider_name TEXT
  ) STRICT;

  CREATE INDEX audit_log_by_account ON audit_log (account_id, id);

  CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account_id INTEGER REFERENCES accounts (id),
    data       TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX sessions_by_account ON sessions (account_id);
  `,
];

/**
 * Brings the schema up to date, one process at a time.
 *
 * @throws SetupError when the database was written by a newer release
 */
export function migrate(database: DatabaseSync, file: string): void {
  if (versionOf(database) === migrations.length) return;
  // IMMEDIATE: of two processes that start together, the second waits here and then finds the work done.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    if (version > migrations.length) {
      throw new SetupError(
        `${file} was written by a newer release (schema ${version}; this one knows ${migrations.length}). Update gigaset-redirect.`,
      );
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
