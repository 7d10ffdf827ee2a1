import type { SQLInputValue } from 'node:sqlite';
import type { Row } from '../../columns.ts';

/** A query that goes to the reading thread, as it stands. */
export interface Query {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/** What the reading thread can be asked. */
export type Question =
  /** All rows of a query. */
  | ({ readonly kind: 'all' } & Query)
  /** The first page of a listing, with the moment that it shows. Its query ends in where a page begins, and how long it is. */
  | ({ readonly kind: 'open'; readonly listing: number; readonly size: number } & Query)
  /** Its next page; without rows when there was none. */
  | { readonly kind: 'next'; readonly listing: number }
  /** Nobody reads it any longer. */
  | { readonly kind: 'close'; readonly listing: number };

/** Rows by name, or a page of a listing, as columns: to name them would take three times as long. */
export type Found = { readonly rows: readonly Row[] } | { readonly columns: readonly (readonly unknown[])[] };
