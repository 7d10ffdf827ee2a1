import { InvalidArgumentError, Option } from 'commander';

/** `--data DIR`: where a server keeps what it knows. */
export function dataOption(): Option {
  return new Option('--data <dir>', 'the data folder: database and key; with --database the key alone')
    .env('GIGASET_REDIRECT_DATA')
    .default('gigaset-data');
}

/** `--database URL`: a PostgreSQL in the place of SQLite. What it is not is told without repeating it: it may hold a password. */
export function databaseOption(): Option {
  return new Option(
    '--database <url>',
    'a PostgreSQL database, postgres://USER:PASSWORD@HOST/DATABASE, instead of the one in the data folder (where others see your command line, put it into GIGASET_REDIRECT_DATABASE)',
  ).env('GIGASET_REDIRECT_DATABASE');
}

/** Reads a port: 0 to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
}
