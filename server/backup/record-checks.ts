import type { BackupRecord } from '../storage/index.ts';

/**
 * Checks each record of a backup against those before it: accounts precede the records that name them, and nothing occurs
 * twice. Phones are sorted by MAC, which reveals a duplicate without a list of all phones in memory.
 *
 * @returns the problem of a record, or undefined
 */
export function createRecordChecks(): (record: BackupRecord) => string | undefined {
  const accounts = new Set<string>();
  const logins = new Set<string>();
  const metadata = new Set<string>();
  const last = { registration: '', inventory: '' };

  return (record) => {
    if ('account' in record && !accounts.has(record.account)) return 'its account is missing';
    switch (record.kind) {
      case 'metadata':
        return remember(metadata, record.name) ? undefined : `"${record.name}" is there twice`;
      case 'account':
        return remember(accounts, record.name) ? undefined : `the account "${record.name}" is there twice`;
      case 'login':
        return remember(logins, record.name) ? undefined : `the login "${record.name}" is there twice`;
      case 'registration':
      case 'inventory': {
        const isNext = record.mac > last[record.kind];
        last[record.kind] = record.mac;
        return isNext ? undefined : `the phone ${record.mac} is there twice, or in the wrong place`;
      }
      case 'audit':
        return undefined;
    }
  };
}

/** Adds a name to those that have occurred; false if it has occurred before. */
function remember(names: Set<string>, name: string): boolean {
  if (names.has(name)) return false;
  names.add(name);
  return true;
}
