import { InvalidArgumentError, Option } from 'commander';

/** `--data DIR`: where a server keeps what it knows. */
export function dataOption(): Option {
  return new Option('--data <dir>', 'the data folder: database and key')
    .env('GIGASET_REDIRECT_DATA')
    .default('gigaset-data');
}

/** Reads a port: 0 to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
}
