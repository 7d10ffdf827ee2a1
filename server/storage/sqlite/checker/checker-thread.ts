import { StorageUnavailableError } from '../../model/storage.ts';
import { connectToRead } from '../connection/database.ts';
import { explain } from '../connection/errors.ts';
import { type RequestOutcome, serve } from '../thread/serve.ts';
import type { CheckRequest, CheckResult } from './checker.ts';

// The script of the thread that looks for damage. It reads the whole file, which takes seconds if there are a million phones.

serve<CheckRequest, CheckResult>((file) => ({
  handle: (requests): readonly (readonly RequestOutcome<CheckResult>[])[] => {
    const outcome = check(file);
    return [requests.map(() => outcome)];
  },
  close: () => undefined,
}));

function check(file: string): RequestOutcome<CheckResult> {
  const started = performance.now();
  try {
    // A new connection, because an open one finds pages in its cache that are damaged on disk.
    const database = connectToRead(file);
    try {
      const { quick_check: verdict } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
      if (verdict !== 'ok') throw new StorageUnavailableError('the database file is damaged; restore a backup');
      return { ok: true, value: { ms: performance.now() - started } };
    } finally {
      database.close();
    }
  } catch (error) {
    return { ok: false, error: explain(error) };
  }
}
