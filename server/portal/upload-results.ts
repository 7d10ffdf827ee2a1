import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';

/** The results of long uploads, for download after their page has been shown. */
export interface UploadResults {
  /** Keeps an answer in place of the account's previous one. Returns its ID, or undefined if it is too long to be kept. */
  add(
    accountId: number,
    type: ResultType,
    content: AsyncIterable<string> | Iterable<string>,
  ): Promise<string | undefined>;
  /** The answer with this ID; undefined if it is no longer kept. */
  open(accountId: number, id: string): { readonly type: ResultType; readonly content: Readable } | undefined;
}

export type ResultType = 'text/xml' | 'text/csv';

/** Answers for 450,000 phones are 20 MB of XML, and 200 KB when compressed. */
const MAX_RESULT_BYTES = 4 * 1024 * 1024;
const MAX_BYTES = 8 * MAX_RESULT_BYTES;

interface Result {
  readonly type: ResultType;
  readonly id: string;
  readonly gzip: Buffer;
}

/** Keeps the last answer of each account in the memory of this process, compressed, and drops the oldest when it is full. */
export function createUploadResults(): UploadResults {
  const results = new Map<number, Result>();
  let bytes = 0;

  const drop = (accountId: number): void => {
    bytes -= results.get(accountId)?.gzip.length ?? 0;
    results.delete(accountId);
  };

  return {
    add: async (accountId, type, content) => {
      // The fastest level is enough, because an answer repeats the same texts.
      const gzip = await buffer(Readable.from(content).pipe(createGzip({ level: 1 })));
      drop(accountId);
      if (gzip.length > MAX_RESULT_BYTES) return undefined;
      for (const [oldest] of results) if (bytes + gzip.length > MAX_BYTES) drop(oldest);
      const id = randomUUID();
      results.set(accountId, { type, id, gzip });
      bytes += gzip.length;
      return id;
    },
    open: (accountId, id) => {
      const result = results.get(accountId);
      if (result?.id !== id) return undefined;
      return { type: result.type, content: Readable.from([result.gzip]).pipe(createGunzip()) };
    },
  };
}
