import { type BackupRecord, backupTables } from '../model/backup.ts';
import { askedColumns } from '../model/rows.ts';
import { NotEmptyError } from '../model/storage.ts';
import type { Database, Query } from './database.ts';
import { refuseWhileServed } from './presence.ts';

/** Records restored by one statement; an audit entry counts once more for each of its phones. */
const BATCH_SIZE = 1000;

/** All records of one consistent snapshot, read on a connection of its own without blocking writers. */
export async function* backup(database: Database): AsyncGenerator<BackupRecord> {
  const queries = backupTables.map(({ query, pageSize }) => ({ text: query, pageSize }));
  for await (const { query, rows } of database.snapshot(queries)) {
    const record = backupTables[query]?.record;
    if (record !== undefined) yield* rows.map(record);
  }
}

/** Inserts records into an empty database in one transaction; returns their number. */
export function restore(database: Database, records: AsyncIterable<BackupRecord>): Promise<number> {
  return database.transactionOnce(async (query) => {
    await refuseWhileServed(query);
    // Blocks the creation of accounts and inventories until this transaction ends.
    await query({ text: 'LOCK TABLE accounts, inventory IN SHARE ROW EXCLUSIVE MODE' });
    const [found] = await query({ text: 'SELECT FROM accounts UNION ALL SELECT FROM inventory LIMIT 1' });
    if (found !== undefined) throw new NotEmptyError('this database has accounts or an inventory already');
    let count = 0;
    for await (const batch of batchesOf(records)) {
      await insert(query, batch);
      count += batch.length;
    }
    return count;
  });
}

/** Groups consecutive records of one kind. */
async function* batchesOf(records: AsyncIterable<BackupRecord>): AsyncGenerator<readonly BackupRecord[]> {
  let batch: BackupRecord[] = [];
  let size = 0;
  for await (const record of records) {
    if (size >= BATCH_SIZE || (batch[0] !== undefined && batch[0].kind !== record.kind)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(record);
    size += record.kind === 'audit' ? 1 + record.macs.length : 1;
  }
  if (batch.length > 0) yield batch;
}

// A batch is passed as one JSON array of records. An unknown account becomes NULL, which violates a constraint.
const insertions: Readonly<Record<BackupRecord['kind'], string>> = {
  metadata: `
    INSERT INTO metadata (name, value)
    SELECT name, value FROM jsonb_to_recordset($1) AS record (name text, value text)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  account: `
    INSERT INTO accounts (name, created_at, disabled_at)
    SELECT record ->> 'name', (record ->> 'createdAt')::bigint, (record ->> 'disabledAt')::bigint
    FROM jsonb_array_elements($1) WITH ORDINALITY AS given (record, place) ORDER BY place`,
  login: `
    INSERT INTO logins (account_id, name, role, password_hash, created_at, disabled_at)
    SELECT (SELECT id FROM accounts WHERE name = record ->> 'account'), record ->> 'name', record ->> 'role',
           record ->> 'passwordHash', (record ->> 'createdAt')::bigint, (record ->> 'disabledAt')::bigint
    FROM jsonb_array_elements($1) WITH ORDINALITY AS given (record, place) ORDER BY place`,
  registration: `
    INSERT INTO registrations (account_id, mac, provider_name, url, encrypted_url, registered_at, encrypted_id,
                               ${askedColumns})
    SELECT (SELECT id FROM accounts WHERE name = account), mac, "providerName", url, decode("encryptedUrl", 'base64'),
           "registeredAt", decode("encryptedId", 'base64'), "redirectedAt", "redirectedFrom", "redirectOutcome",
           "redirectedTo", "refusedAt", "refusedFrom", "refusalOutcome"
    FROM jsonb_to_recordset($1)
      AS record (account text, mac text, "providerName" text, url text, "encryptedUrl" text, "registeredAt" bigint,
                 "encryptedId" text, "redirectedAt" bigint, "redirectedFrom" text, "redirectOutcome" text,
                 "redirectedTo" text, "refusedAt" bigint, "refusedFrom" text, "refusalOutcome" text)`,
  inventory: `
    INSERT INTO inventory (mac, encrypted_id)
    SELECT mac, decode("encryptedId", 'base64') FROM jsonb_to_recordset($1) AS record (mac text, "encryptedId" text)
    ON CONFLICT (mac) DO UPDATE SET encrypted_id = excluded.encrypted_id`,
  audit: `
    INSERT INTO audit_log (account_id, at, login, channel, address, program, action, macs, url, provider_name, subject, role)
    SELECT (SELECT id FROM accounts WHERE name = record ->> 'account'), (record ->> 'at')::bigint, record ->> 'login',
           record ->> 'channel', record ->> 'address', record ->> 'program', record ->> 'action',
           ARRAY(SELECT jsonb_array_elements_text(record -> 'macs')), record ->> 'url', record ->> 'providerName',
           record ->> 'subject', record ->> 'role'
    FROM jsonb_array_elements($1) WITH ORDINALITY AS given (record, place) ORDER BY place`,
};

async function insert(query: Query, batch: readonly BackupRecord[]): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  await query({ name: `restore ${first.kind}`, text: insertions[first.kind], values: [JSON.stringify(batch)] });
}
