import type { BackupRecord } from '../backup-record.ts';
import { backupTables } from '../backup-tables.ts';
import { NotEmptyError } from '../storage.ts';
import type { Database, Query } from './database.ts';

/** Records that are put back by one statement; an audit entry counts as much as it has phones. */
const batchSize = 1000;

/** All records, in one transaction on a connection of its own: a snapshot, which stops nobody. */
export async function* backup(database: Database): AsyncGenerator<BackupRecord> {
  const queries = backupTables.map(({ query, pageSize }) => ({ text: query, pageSize }));
  for await (const { query, rows } of database.snapshot(queries)) {
    const record = backupTables[query]?.record;
    if (record !== undefined) yield* rows.map(record);
  }
}

/** Puts records into an empty database, in one transaction. */
export function restore(database: Database, records: AsyncIterable<BackupRecord>): Promise<number> {
  return database.transactionOnce(async (query) => {
    // Whoever would add an account waits until this is done.
    await query({ text: 'LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE' });
    const [account] = await query({ text: 'SELECT 1 FROM accounts LIMIT 1' });
    if (account !== undefined) throw new NotEmptyError('this database has accounts already');
    let count = 0;
    for await (const batch of batchesOf(records)) {
      await put(query, batch);
      count += batch.length;
    }
    return count;
  });
}

/** Records of one kind at a time. */
async function* batchesOf(records: AsyncIterable<BackupRecord>): AsyncGenerator<readonly BackupRecord[]> {
  let batch: BackupRecord[] = [];
  let size = 0;
  for await (const record of records) {
    if (size >= batchSize || (batch[0] !== undefined && batch[0].kind !== record.kind)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(record);
    size += record.kind === 'audit' ? 1 + record.macs.length : 1;
  }
  if (batch.length > 0) yield batch;
}

// They travel as one JSON array, whose objects have the fields of a record. An account that is not there is NULL, which no
// table takes.
const insertions: Readonly<Record<BackupRecord['kind'], string>> = {
  metadata: `
    INSERT INTO metadata (name, value)
    SELECT name, value FROM jsonb_to_recordset($1) AS record (name text, value text)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  account: `
    INSERT INTO accounts (name, password_hash, created_at, disabled_at)
    SELECT record ->> 'name', record ->> 'passwordHash', (record ->> 'createdAt')::bigint, (record ->> 'disabledAt')::bigint
    FROM jsonb_array_elements($1) WITH ORDINALITY AS given (record, place) ORDER BY place`,
  registration: `
    INSERT INTO registrations (account_id, mac, provider_name, url, registered_at, encrypted_id)
    SELECT (SELECT id FROM accounts WHERE name = account), mac, "providerName", url, "registeredAt", decode("encryptedId", 'base64')
    FROM jsonb_to_recordset($1)
      AS record (account text, mac text, "providerName" text, url text, "registeredAt" bigint, "encryptedId" text)`,
  inventory: `
    INSERT INTO inventory (mac, encrypted_id)
    SELECT mac, decode("encryptedId", 'base64') FROM jsonb_to_recordset($1) AS record (mac text, "encryptedId" text)
    ON CONFLICT (mac) DO UPDATE SET encrypted_id = excluded.encrypted_id`,
  audit: `
    INSERT INTO audit_log (account_id, at, channel, action, macs, url, provider_name)
    SELECT (SELECT id FROM accounts WHERE name = record ->> 'account'), (record ->> 'at')::bigint, record ->> 'channel',
           record ->> 'action', ARRAY(SELECT jsonb_array_elements_text(record -> 'macs')), record ->> 'url',
           record ->> 'providerName'
    FROM jsonb_array_elements($1) WITH ORDINALITY AS given (record, place) ORDER BY place`,
};

async function put(query: Query, batch: readonly BackupRecord[]): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  await query({ name: `restore ${first.kind}`, text: insertions[first.kind], values: [JSON.stringify(batch)] });
}
