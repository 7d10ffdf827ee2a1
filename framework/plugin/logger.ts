import { writeSync } from 'node:fs';
import type { LogFields, Logger } from '../definition/context.ts';
import { mask } from './mask.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/**
 * The level that the engine's environment asks for: TF_LOG_PROVIDER_<NAME>, TF_LOG_PROVIDER, then TF_LOG; `JSON` means
 * trace. Undefined: no log.
 */
export function levelFrom(env: NodeJS.ProcessEnv, name: string): Level | undefined {
  const named = `TF_LOG_PROVIDER_${name.toUpperCase().replace(/-/g, '_')}`;
  const wanted = [env[named], env['TF_LOG_PROVIDER'], env['TF_LOG']].find(Boolean)?.toLowerCase();
  return wanted === 'json' ? 'trace' : levels.find((level) => level === wanted);
}

/**
 * Writes hclog's JSON lines to standard error, where go-plugin reads them. Whatever {@link Logger.mask} has been told
 * is replaced wherever it stands, in words as well as in fields.
 */
export function hclogLogger(module: string, level: Level | undefined, write = writeLine): Logger {
  const lowest = level === undefined ? levels.length : levels.indexOf(level);
  const secrets = mask();
  const enabled = (of: Level) => levels.indexOf(of) >= lowest;
  const cleanField = (value: LogFields[string]): LogFields[string] => {
    const text = String(value);
    const cleaned = secrets.clean(text);
    return cleaned === text ? value : cleaned;
  };
  const line =
    (of: Level) =>
    (message: string, fields: LogFields = {}) => {
      if (!enabled(of)) return;
      write(
        JSON.stringify({
          '@level': of,
          '@message': secrets.clean(message),
          '@module': module,
          '@timestamp': new Date().toISOString().replace('Z', '000Z'),
          ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, cleanField(value)])),
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
    mask: (texts) => secrets.add(texts),
  };
}

const writeLine = (text: string): void => {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody reads the log any more; the work goes on.
  }
};
