/**
 * A row as a database's driver hands it out: any column may be of any type, so each is read by one of these. Both databases
 * keep times as whole seconds since 1970 (UTC).
 */
export type Row = Readonly<Record<string, unknown>>;

export function textColumn(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : unexpected(name, 'text');
}

export function integerColumn(row: Row, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : unexpected(name, 'an integer');
}

export function booleanColumn(row: Row, name: string): boolean {
  const value = row[name];
  return typeof value === 'boolean' ? value : unexpected(name, 'a Boolean');
}

export function bytesColumn(row: Row, name: string): Uint8Array {
  const value = row[name];
  return value instanceof Uint8Array ? value : unexpected(name, 'a blob');
}

/** Words, kept as an array (PostgreSQL) or with a blank between them (SQLite, which has no arrays). */
export function wordsColumn(row: Row, name: string): readonly string[] {
  const value = row[name];
  const words: readonly unknown[] =
    typeof value === 'string' ? (value === '' ? [] : value.split(' ')) : Array.isArray(value) ? value : [undefined];
  return words.map((word) => (typeof word === 'string' ? word : unexpected(name, 'words')));
}

export function optionalTextColumn(row: Row, name: string): string | undefined {
  return row[name] === null ? undefined : textColumn(row, name);
}

export function timeColumn(row: Row, name: string): Date {
  return new Date(integerColumn(row, name) * 1000);
}

export function optionalTimeColumn(row: Row, name: string): Date | undefined {
  return row[name] === null ? undefined : timeColumn(row, name);
}

export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function unexpected(name: string, kind: string): never {
  throw new Error(`The database's column ${name} does not hold ${kind}.`);
}
