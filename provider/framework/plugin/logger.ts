import { writeSync } from 'node:fs';
import type { LogFields, Logger } from '../definition/context.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/**
 * The level that the engine's environment asks for: TF_LOG_PROVIDER_<NAME>, TF_LOG_PROVIDER, then TF_LOG; `JSON` means
 * trace. Undefined: no log.
 */
export function levelFrom(env: NodeJS.ProcessEnv, name: string): Level | undefined {
  const named = `TF_LOG_PROVIDER_${name.toUpperCase().replace(/-/g, '_')}`;
  const wanted = (env[named] ?? env['TF_LOG_PROVIDER'] ?? env['TF_LOG'] ?? '').toLowerCase();
  return wanted === 'json' ? 'trace' : levels.find((level) => level === wanted);
}

/** What may be masked at most: the texts of one fleet. Beyond that the oldest are still masked; newer lines are dropped. */
const SHORTEST_SECRET = 4;

/**
 * Writes hclog's JSON lines to standard error, where go-plugin reads them. Whatever {@link Logger.mask} has been told
 * is replaced wherever it stands, in words as well as in fields.
 */
export function hclogLogger(module: string, level: Level | undefined, write = writeLine): Logger {
  const lowest = level === undefined ? levels.length : levels.indexOf(level);
  const secrets = new Set<string>();
  const enabled = (of: Level) => levels.indexOf(of) >= lowest;
  const clean = (text: string): string => {
    let cleaned = text;
    for (const secret of secrets) cleaned = cleaned.replaceAll(secret, '***');
    return cleaned;
  };
  const line =
    (of: Level) =>
    (message: string, fields: LogFields = {}) => {
      if (!enabled(of)) return;
      const entries = Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === 'string' ? clean(value) : value,
      ]);
      write(
        JSON.stringify({
          '@level': of,
          '@message': clean(message),
          '@module': module,
          '@timestamp': new Date().toISOString().replace('Z', '000Z'),
          ...Object.fromEntries(entries),
        }),
      );
    };
  return {
    trace: line('trace'),
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    enabled,
    mask(texts) {
      for (const text of texts) if (text.length >= SHORTEST_SECRET) secrets.add(text);
    },
  };
}

const writeLine = (text: string): void => {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody reads the log any more; the work goes on.
  }
};
