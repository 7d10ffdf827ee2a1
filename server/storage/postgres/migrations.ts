import { SetupError } from '../../errors/index.ts';
import { integerColumn, textColumn } from '../model/rows.ts';
import type { Address } from './address.ts';
import type { Database, Query } from './database.ts';

/**
 * Entry n brings a database from version n (table gigaset_redirect_schema) to n + 1. Append only, once a release has carried it.
 *
 * Texts are compared byte by byte (COLLATE "C") whatever the database's locale: as in SQLite, and fastest.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE accounts (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text COLLATE "C" NOT NULL UNIQUE,
    created_at    bigint NOT NULL,
    disabled_at   bigint
  );

  CREATE TABLE logins (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id    bigint NOT NULL REFERENCES accounts (id),
    name          text COLLATE "C" NOT NULL UNIQUE,
    role          text NOT NULL,
    password_hash text NOT NULL,
    created_at    bigint NOT NULL,
    disabled_at   bigint
  );

  CREATE INDEX logins_by_account ON logins (account_id);

  CREATE TABLE registrations (
    mac           text COLLATE "C" PRIMARY KEY,
    account_id    bigint NOT NULL REFERENCES accounts (id),
    provider_name text COLLATE "C" NOT NULL,
    -- The URL as it may be shown, and the whole one if it has secrets.
    url           text COLLATE "C" NOT NULL,
    encrypted_url bytea,
    registered_at bigint NOT NULL,
    encrypted_id  bytea NOT NULL,
    -- The phone's last requests since its registration: the last redirected one, and the last refused one.
    redirected_at    bigint,
    redirected_from  text,
    redirect_outcome text,
    redirected_to    text,
    refused_at       bigint,
    refused_from     text,
    refusal_outcome  text
  )
  -- Pages keep space for new versions of their rows: then a last request changes no index.
  WITH (fillfactor = 80);

  CREATE INDEX registrations_by_account ON registrations (account_id, mac);
  -- For the portal: how many phones have each provider name and URL, and which.
  CREATE INDEX registrations_by_provider_name ON registrations (account_id, provider_name);
  CREATE INDEX registrations_by_url ON registrations (account_id, url);

  -- Unregistered phones that asked recently. The number per network is bounded, so that one client cannot fill the table.
  CREATE TABLE unregistered_phones (
    mac        text COLLATE "C" PRIMARY KEY,
    asked_at   bigint NOT NULL,
    asked_from text NOT NULL,
    network    text NOT NULL
  );

  CREATE TABLE metadata (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
  );

  CREATE TABLE inventory (
    mac       text COLLATE "C" PRIMARY KEY,
    encrypted_id bytea NOT NULL
  );

  CREATE TABLE audit_log (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id    bigint NOT NULL REFERENCES accounts (id),
    at            bigint NOT NULL,
    -- The login that made the change, by name because it may be removed, and its client.
    login         text,
    channel       text NOT NULL,
    address       text,
    program       text,
    action        text NOT NULL,
    macs          text[] NOT NULL,
    url           text,
    provider_name text,
    -- The login that was changed, and its new role.
    subject       text,
    role          text
  );

  CREATE INDEX audit_log_by_account ON audit_log (account_id, id);

  CREATE TABLE sessions (
    id         text COLLATE "C" PRIMARY KEY,
    login_id   bigint NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    password_tag text NOT NULL,
    started_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    notice text
  );

  CREATE INDEX sessions_by_login ON sessions (login_id);
  CREATE INDEX sessions_by_end ON sessions (expires_at);

  -- The servers that run, each seen within the last minute.
  CREATE TABLE servers (
    id      text COLLATE "C" PRIMARY KEY,
    seen_at timestamptz NOT NULL
  );

  -- Unlogged, so that a phone's login does not wait for the disk. A crash empties the table, so a digest answer of the last
  -- few minutes could be replayed once; that reveals only the redirect URL, which the eavesdropper has already seen.
  CREATE UNLOGGED TABLE nonces (
    key        text COLLATE "C" PRIMARY KEY,
    expires_at bigint NOT NULL
  );

  CREATE INDEX nonces_by_end ON nonces (expires_at);

  -- Unlogged like the nonces: a crash forgets the guesses of the last hours.
  CREATE UNLOGGED TABLE guesses (
    key     text COLLATE "C" PRIMARY KEY,
    full_at bigint NOT NULL
  );
  `,
];

/** The advisory lock that serialises migrations; an arbitrary number that must never change. */
const MIGRATION_LOCK = 4_117_309_551;

/**
 * Brings the schema up to date, one instance at a time.
 *
 * @throws SetupError when the database was written by a newer release, or its encoding is not UTF8
 */
export async function migrate(database: Database, address: Address): Promise<void> {
  await database.transaction(async (query) => {
    // Wait for another instance however long it takes.
    await query({ text: "SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)" });
    await query({ text: `SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})` });
    await checkEncoding(query, address);
    const version = await versionOf(query);
    if (version > migrations.length) {
      throw new SetupError(
        `The database "${address.database}" at ${address.server} was written by a newer release (schema ${version}; this one knows ${migrations.length}). Update gigaset-redirect.`,
      );
    }
    if (version === migrations.length) return;
    for (const text of migrations.slice(version)) await query({ text });
    await query({ text: 'UPDATE gigaset_redirect_schema SET version = $1', values: [migrations.length] });
  });
}

async function versionOf(query: Query): Promise<number> {
  // Not CREATE … IF NOT EXISTS: a user without the right to create tables can still use existing ones.
  // The name tells that the tables are ours; many programs have a table schema_version.
  const [found] = await query({ text: "SELECT to_regclass('gigaset_redirect_schema')::text AS name" });
  if (found?.['name'] === null) {
    await query({ text: 'CREATE TABLE gigaset_redirect_schema (version integer NOT NULL)' });
    await query({ text: 'INSERT INTO gigaset_redirect_schema VALUES (0)' });
  }
  const [row] = await query({ text: 'SELECT version FROM gigaset_redirect_schema' });
  return row === undefined ? 0 : integerColumn(row, 'version');
}

async function checkEncoding(query: Query, { server, database }: Address): Promise<void> {
  const [row] = await query({ text: "SELECT current_setting('server_encoding') AS encoding" });
  const encoding = row === undefined ? 'unknown' : textColumn(row, 'encoding');
  if (encoding !== 'UTF8') {
    throw new SetupError(
      `The database "${database}" at ${server} has the encoding ${encoding}, which cannot store every name. Create one with UTF8: createdb -E UTF8 -T template0 ${database}`,
    );
  }
}
