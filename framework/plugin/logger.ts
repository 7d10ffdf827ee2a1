import { writeSync } from 'node:fs';
import type { LogFields, Logger, LogLevel } from '../definition/index.ts';
import { createMask } from './mask.ts';

const levels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/**
 * The log level from the engine's environment: TF_LOG_PROVIDER_<NAME>, then TF_LOG_PROVIDER, then TF_LOG. `JSON` means
 * trace; undefined means no log.
 */
export function levelFrom(env: NodeJS.ProcessEnv, name: string): LogLevel | undefined {
  const named = `TF_LOG_PROVIDER_${name.toUpperCase().replace(/-/g, '_')}`;
  const wanted = [env[named], env['TF_LOG_PROVIDER'], env['TF_LOG']].find(Boolean)?.toLowerCase();
  return wanted === 'json' ? 'trace' : levels.find((level) => level === wanted);
}

/** A line of the log in the format of hclog. */
export type LogLine = LogFields & {
  readonly '@level': LogLevel;
  readonly '@message': string;
  readonly '@module': string;
  readonly '@timestamp': string;
};

/**
 * Writes hclog's JSON lines to standard error, where go-plugin reads them. Masks what {@link Logger.mask} received, in
 * messages and in fields.
 */
export function hclogLogger(module: string, level: LogLevel | undefined, write = writeLine): Logger {
  const lowest = level === undefined ? levels.length : levels.indexOf(level);
  const secrets = createMask();
  const enabled = (of: LogLevel) => levels.indexOf(of) >= lowest;
  const cleanField = (value: LogFields[string]): LogFields[string] => {
    const text = String(value);
    const cleaned = secrets.clean(text);
    return cleaned === text ? value : cleaned;
  };
  const line =
    (of: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (!enabled(of)) return;
      write({
        '@level': of,
        '@message': secrets.clean(message),
        '@module': module,
        '@timestamp': new Date().toISOString().replace('Z', '000Z'),
        ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, cleanField(value)])),
      });
    };
  return {
    trace: line('trace'),
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    enabled,
    mask: (texts) => secrets.add(texts),
  };
}

const writeLine = (line: LogLine): void => {
  try {
    writeSync(2, `${JSON.stringify(line)}\n`);
  } catch {
    // The engine no longer reads the log. The provider goes on.
  }
};
