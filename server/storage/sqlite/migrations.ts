import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../errors/index.ts';
import { connectToRead } from './connection/database.ts';

/** Marks a database as one of ours (`PRAGMA application_id`): "GgRd" in ASCII. */
const APPLICATION_ID = 0x47675264;

/**
 * Entry n brings a database from version n (`PRAGMA user_version`) to n + 1. Append only, once a release has carried it.
 *
 * Registrations are stored by MAC, the key of phones and of single-device methods; the index serves listDevices.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL UNIQUE,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
  ) STRICT;

  CREATE TABLE logins (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    name          TEXT NOT NULL UNIQUE,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
  ) STRICT;

  CREATE INDEX logins_by_account ON logins (account_id);

  CREATE TABLE registrations (
    mac           TEXT PRIMARY KEY,
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    provider_name TEXT NOT NULL,
    -- The URL as it may be shown, and the whole one if it has secrets.
    url           TEXT NOT NULL,
    encrypted_url BLOB,
    registered_at INTEGER NOT NULL,
    encrypted_id  BLOB NOT NULL,
    -- The phone's last requests since its registration: the last redirected one, and the last refused one.
    redirected_at    INTEGER,
    redirected_from  TEXT,
    redirect_outcome TEXT,
    redirected_to    TEXT,
    refused_at       INTEGER,
    refused_from     TEXT,
    refusal_outcome  TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX registrations_by_account ON registrations (account_id, mac);
  -- For the portal: how many phones have each provider name and URL, and which. Each ends with the MAC, the primary key.
  CREATE INDEX registrations_by_provider_name ON registrations (account_id, provider_name);
  CREATE INDEX registrations_by_url ON registrations (account_id, url);

  -- Unregistered phones that asked recently. The number per network is bounded, so that one client cannot fill the table.
  CREATE TABLE unregistered_phones (
    mac        TEXT PRIMARY KEY,
    asked_at   INTEGER NOT NULL,
    asked_from TEXT NOT NULL,
    network    TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE metadata (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE inventory (
    mac       TEXT PRIMARY KEY,
    encrypted_id BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The MACs of one change share a row, separated by spaces: a list of 1,000 phones is one entry.
  CREATE TABLE audit_log (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id    INTEGER NOT NULL REFERENCES accounts (id),
    at            INTEGER NOT NULL,
    -- The login that made the change, by name because it may be removed, and its client.
    login         TEXT,
    channel       TEXT NOT NULL,
    address       TEXT,
    program       TEXT,
    action        TEXT NOT NULL,
    macs          TEXT NOT NULL,
    url           TEXT,
    provider_name TEXT,
    -- The login that was changed, and its new role.
    subject       TEXT,
    role          TEXT
  ) STRICT;

  CREATE INDEX audit_log_by_account ON audit_log (account_id, id);

  CREATE TABLE sessions (
    id           TEXT PRIMARY KEY,
    login_id     INTEGER NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    password_tag TEXT NOT NULL,
    started_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    notice       TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX sessions_by_login ON sessions (login_id);
  `,
];

/**
 * Refuses the database of another program, without changing it. A file that is missing or has no tables is a new database.
 *
 * @throws SetupError when the file belongs to another program
 */
export function refuseForeign(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const database = connectToRead(file);
  try {
    if (pragma(database, 'application_id') === APPLICATION_ID) return;
    const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() ?? {};
    if (tables === 0 && pragma(database, 'application_id') === 0 && pragma(database, 'user_version') === 0) return;
  } finally {
    database.close();
  }
  throw new SetupError(
    `${file} is an SQLite database of another program. Nothing was changed. Choose another folder with --data DIR.`,
  );
}

/**
 * Brings the schema up to date, one process at a time.
 *
 * @throws SetupError when the database was written by a newer release
 */
export function migrate(database: DatabaseSync, file: string, steps: readonly string[] = migrations): void {
  if (versionOf(database) === steps.length) return;
  // IMMEDIATE, so that a process that starts at the same time waits here and then finds the schema up to date.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    if (version > steps.length) {
      throw new SetupError(
        `${file} was written by a newer release (schema ${version}; this one knows ${steps.length}). Update gigaset-redirect.`,
      );
    }
    for (const migration of steps.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

const versionOf = (database: DatabaseSync): number => pragma(database, 'user_version');

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
