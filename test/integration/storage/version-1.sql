-- A SQLite database as the first release left it (schema 1), with data.
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

INSERT INTO accounts VALUES (7, 'daryna', 'a hash', 1795521600, NULL), (9, 'gone', 'a hash', 1795521600, 1795521601);
INSERT INTO registrations VALUES ('7C2F80820EC0', 7, 'Daryna', 'http://provider.example/xml/%MACD.xml', 1795521600, x'7365616c6564');
INSERT INTO metadata VALUES ('master key fingerprint', 'f00');
PRAGMA user_version = 1;
