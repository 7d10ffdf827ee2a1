import { isIP } from 'node:net';
import { InvalidArgumentError, Option } from 'commander';

/** `--data DIR`: the data folder of a server. */
export function dataOption(): Option {
  return new Option('--data <dir>', 'folder of database and key').env('GIGASET_REDIRECT_DATA').default('gigaset-data');
}

/**
 * `--database URL`: PostgreSQL instead of SQLite. Errors do not repeat the URL, which may contain a password. The help shows
 * none, because other users of a machine can see command lines; docs/operator.md names the environment variable.
 */
export function databaseOption(): Option {
  return new Option('--database <url>', 'PostgreSQL: postgres://USER@HOST/DATABASE').env('GIGASET_REDIRECT_DATABASE');
}

/** `--json`: the result for programs. */
export const jsonOption = (): Option => new Option('--json', 'print the result as JSON');

/** Reads a port: 0 to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 means any free port.');
}

/** Reads a number of days, or the word `forever`. */
export function parseDays(text: string): number | 'forever' {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days > 0) return days;
  if (text === 'forever') return text;
  throw new InvalidArgumentError('Enter a number of days, at least 1, or the word forever.');
}

/** Reads a number of bytes or seconds, where 0 means no limit. */
export function parseLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Enter a whole number; 0 means no limit.');
}

/** Reads `127.0.0.1:9090` or `[::1]:9090`. */
export function parseHostAndPort(text: string): { readonly host: string; readonly port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:/]+)):(\d+)$/.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined) throw new InvalidArgumentError('Enter host and port, as in 127.0.0.1:8081 or [::]:8443.');
  return { host, port: parsePort(parts?.[3] ?? '') };
}

/** Parses a comma-separated list of addresses (`10.0.0.7`), networks (`10.0.0.0/8`) and the word `loopback`. */
export function parseProxies(text: string): readonly string[] {
  const proxies = text.split(',').map((proxy) => proxy.trim());
  const strange = proxies.find((proxy) => proxy !== 'loopback' && !isNetwork(proxy));
  if (strange === undefined) return proxies;
  throw new InvalidArgumentError(
    `"${strange}" is neither an address, nor a network such as 10.0.0.0/8, nor the word loopback.`,
  );
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && (bits === undefined || Number(bits) <= (family === 4 ? 32 : 128));
}
